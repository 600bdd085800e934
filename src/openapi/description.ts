import { CLOSE } from '../shared/frames.js';
import { LIMITS } from '../shared/limits.js';
import { FILE_CLIENT_FRAMES, FILE_SERVER_FRAMES } from './file-examples.js';
import { CLIENT_EVENTS, SERVER_EVENTS } from './event-examples.js';
import { CLIENT_FRAMES, SERVER_FRAMES } from './frame-examples.js';

const json = (value: unknown) => `\`${JSON.stringify(value)}\``;
const row = (...cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const table = (head: string[], rows: string[][]) =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

const frames = (list: Record<string, { says: string; example: unknown }>) =>
  table(
    ['frame', 'meaning', 'example'],
    Object.entries(list).map(([name, { says, example }]) => [`\`${name}\``, says, json(example)]),
  );

const CONVENTIONS = `
A chat server: people, private chats, groups, messages that are durable and ordered, delivered live.

* **Who is calling**: \`Authorization: Bearer <access>\` (apps), or the session cookie (pages). Where both are sent, Bearer
  decides. With a cookie every unsafe method needs the security token of the page, in \`X-CSRF-Token\` or the field \`_csrf\`.
* A slash at the end of a path is optional. JSON is UTF-8, at most ${LIMITS.jsonBody / 1024} KiB. Unknown fields are ignored; fields may be added to
  answers. Ids are positive integers, times are ISO 8601 in UTC with milliseconds.
* **Errors** have one shape, \`Failure\`: \`code\` is for programs and stays, \`detail\` is for people, \`fields\` says what is wrong
  with which field. What is not yours answers 404, byte for byte as what does not exist.
* Every answer carries \`X-Request-Id\`: the number of the request in the log of the server.`;

const CLOSES: Record<keyof typeof CLOSE, string> = {
  notAuthenticated: 'not signed in, or the session has ended',
  notAMember: 'no longer a member',
  noSuchChat: 'no such chat for you',
  authTooLate: 'no `auth` frame within 10 s',
  tooFast: 'too fast, or too many connections',
  wrongKind: 'a wrong kind of frame',
  notUtf8: 'not UTF-8',
  tooLarge: 'a frame too large',
  restarting: 'the server restarts: connect again',
  tooSlow: 'reads too slowly',
};

const rawSockets = () => `
## Raw WebSocket: \`ws/chat/<chat_id>/\`

One connection to one chat, in any language. Sign in by \`Authorization: Bearer\` on the upgrade, by the session or token cookie from
the same origin, by \`?token=\`, or by a first frame \`auth\` within 10 s. Known by header, cookie or query, the connection is signed in and
subscribed when the upgrade is answered; after an \`auth\` frame the server says \`ready\` at that point. A token that ends closes the
connection with 4401 after 60 s, unless a fresh \`auth\` frame of the same person arrives. A frame is one JSON object of at most
${LIMITS.socketFrame / 1024} KiB. A cookie from a foreign origin is refused with 403; every other refusal is a close code.

Client to server:

${frames(CLIENT_FRAMES)}

Server to client:

${frames(SERVER_FRAMES)}

${table(
  ['close code', 'meaning'],
  Object.entries(CLOSE).map(([name, code]) => [String(code), CLOSES[name as keyof typeof CLOSE]]),
)}`;

const files = () => `
## Files: \`ws/file/<chat_id>/\`, or HTTP

A file goes from hand to hand between people who are here and is never stored. It is offered and accepted over Socket.IO (\`transfer:*\`) or
over \`ws/file/<chat_id>/\`, and its bytes pass by \`PUT\` and \`GET /transfer/<transfer_id>/\` or in binary frames of \`ws/file\`, either way on
either side. Signing in and close codes are those of \`ws/chat\`. A socket passes one file at a time. Whichever side comes first waits 30 s for the
other; a sender is read no faster than the recipient reads. When a connection is lost both are told \`paused\`: within two minutes the recipient
may accept again, with the \`offset\` from which it needs the rest, and the sender hears \`accepted\` with that offset. What became of it the chat keeps as
a system message, \`file_sent\` or \`file_not_sent\`: who, to whom, name, size and outcome.

Client to server:

${frames(FILE_CLIENT_FRAMES)}

Server to client:

${frames(FILE_SERVER_FRAMES)}`;

const socketIo = () => `
## Socket.IO

Namespace \`/\`, transport \`websocket\`, signed in by the session cookie or \`auth: { token }\`, and subscribed to every chat of the person
before \`connect\` is answered. Every event of the client is answered by its acknowledgement: \`{"ok": true, …}\`, or
\`{"ok": false, "code", "detail"}\`.

Client to server:

${table(
  ['event', 'meaning', 'example', 'reply'],
  Object.entries(CLIENT_EVENTS).map(([name, { says, example, reply }]) => [
    `\`${name}\``,
    says,
    json(example),
    json(reply),
  ]),
)}

Server to client:

${frames(SERVER_EVENTS).replace('frame', 'event')}`;

const ORDER = `
## Order and gaps

\`seq\` counts 1, 2, 3 … in each chat, without gap or repeat. A message is acknowledged and broadcast after it is stored for good, never
before. A broadcast can be lost or overtake another on the way: sort by \`seq\`, and where one is missing ask for what came after the last
you have (\`history\`, \`sync\`, or \`GET /chat/{chat_id}?after=\`).`;

/** The text above the routes: conventions, and what OpenAPI has no place for. */
export const description = (): string => [CONVENTIONS, rawSockets(), socketIo(), files(), ORDER].join('\n').trim();
