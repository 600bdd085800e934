import type { CaughtUp } from '../../shared/payloads.js';
import { inbox } from './inbox.js';
import { debounced } from './page.js';
import { socket } from './socket.js';

const HIDDEN_LONG_MS = 60_000;
const ASLEEP_MS = 30_000;
const CHECK_MS = 10_000;
const MOST_ROUNDS = 5;

let running = false;
let connectedBefore = false;

/** Feeds the inbox from the connection, and asks for what was missed: at the start, after each gap, after sleep. */
export function startSync(): void {
  socket.on('message:new', (message) => inbox.receive(message));
  socket.on('message:read', (receipt) => inbox.emit('read', receipt));
  socket.on('chat:added', (row) => inbox.emit('added', row));
  socket.on('chat:removed', (chat) => inbox.emit('removed', chat));
  socket.on('session:ended', leave);
  socket.on('connect', () => {
    // A chat may have begun while this page was away, and `sync` knows only of chats that it is asked about.
    if (connectedBefore) inbox.emit('stale', undefined);
    connectedBefore = true;
    inbox.emit('connected', undefined);
    void catchUp();
  });
  socket.on('connect_error', (error) => {
    if ((error as { data?: { code?: string } }).data?.code === 'not_authenticated') void leaveIfSignedOut();
  });
  inbox.on(
    'gap',
    debounced(300, () => void catchUp()),
  );
  watchForSleep();
}

async function catchUp(): Promise<void> {
  if (running || !socket.connected) return;
  running = true;
  try {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const reply = await socket.timeout(8000).emitWithAck('sync', { heads: inbox.heads() });
      if (!reply.ok || !reply.chats.map(takeIn).includes(true)) return;
    }
    location.reload();
  } catch {
    // No answer within 8 s: the connection is dead, whatever it says of itself.
    socket.disconnect().connect();
  } finally {
    running = false;
  }
}

/** Returns whether there is more to ask for. */
function takeIn(chat: CaughtUp): boolean {
  for (const message of chat.messages) inbox.receive(message);
  if (!chat.has_more) inbox.knows(chat.chat_id, chat.last_seq);
  for (const receipt of chat.reads) inbox.emit('read', receipt);
  return chat.has_more;
}

function watchForSleep(): void {
  let hiddenSince = 0;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) hiddenSince = Date.now();
    else if (Date.now() - hiddenSince > HIDDEN_LONG_MS) void catchUp();
  });
  let last = Date.now();
  setInterval(() => {
    if (Date.now() - last > CHECK_MS + ASLEEP_MS) void catchUp();
    last = Date.now();
  }, CHECK_MS);
}

/** Only the pages' own answer counts: a page that is shown and leaves at once would come back for ever. */
async function leaveIfSignedOut(): Promise<void> {
  const answer = await fetch('/user/me/').catch(() => null);
  if (answer?.status === 401) leave();
}

function leave(): void {
  location.assign(`/user/login/?next=${encodeURIComponent(location.pathname)}`);
}
