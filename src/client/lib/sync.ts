import { CatchingUp } from '../../shared/live/catching-up.js';
import type { CaughtUp, Missed } from '../../shared/payloads.js';
import { inbox } from './inbox.js';
import { debounced } from './page.js';
import { socket } from './socket.js';

const HIDDEN_LONG_MS = 60_000;
const ASLEEP_MS = 30_000;
const TICK_MS = 10_000;
const ANSWER_MS = 8000;
const REFUSED_MS = 2000;
const MOST_ROUNDS = 8;

let connectedBefore = false;

const catchingUp = new CatchingUp(
  {
    isOpen: () => socket.connected,
    ask: () => socket.timeout(ANSWER_MS).emitWithAck('sync', { heads: inbox.heads() }),
    take,
    reopen: () => void socket.disconnect().connect(),
    // Where so much was missed, the page is better read anew.
    giveUp: () => location.reload(),
  },
  MOST_ROUNDS,
);
const catchUp = () => void catchingUp.now();

/** Feeds the inbox from the connection, and asks for what was missed: at the start, after each gap, after sleep, now and then. */
export function startSync(): void {
  socket.on('message:new', (message) => inbox.receive(message));
  socket.on('message:read', (receipt) => inbox.receiveRead(receipt));
  socket.on('typing', (typing) => inbox.emit('typing', typing));
  socket.on('presence', ({ others = [], ...first }) => {
    for (const presence of [first, ...others]) inbox.emit('presence', presence);
  });
  socket.on('chat:added', (row) => inbox.emit('added', row));
  socket.on('chat:updated', (change) => inbox.emit('updated', change));
  socket.on('member:joined', (joined) => inbox.emit('joined', joined));
  socket.on('member:left', (left) => inbox.emit('left', left));
  socket.on('chat:removed', (chat) => inbox.emit('removed', chat));
  socket.on('session:ended', leave);
  socket.on('connect', () => {
    // What a list counts may have changed in ways that no message tells of.
    if (connectedBefore) inbox.emit('stale', undefined);
    connectedBefore = true;
    inbox.emit('connected', undefined);
    catchUp();
  });
  socket.on('connect_error', (error) => {
    if ((error as { data?: { code?: string } }).data?.code === 'not_authenticated') void leaveIfSignedOut();
    if (!socket.active) comeBack();
  });
  socket.on('disconnect', () => socket.active || comeBack());
  inbox.on('gap', debounced(300, catchUp));
  watchForSleep();
}

/** After a no of the server itself the library does not try again by itself. */
function comeBack(): void {
  setTimeout(() => socket.connect(), REFUSED_MS * (1 + Math.random()));
}

function take({ presence: others, added, removed, chats }: Missed): boolean {
  for (const presence of others) inbox.emit('presence', presence);
  for (const row of added) inbox.emit('added', row);
  for (const chat_id of removed) inbox.emit('removed', { chat_id });
  return chats.map(takeChat).includes(true);
}

function takeChat(chat: CaughtUp): boolean {
  for (const message of chat.messages) inbox.receive(message);
  if (!chat.has_more) inbox.knows(chat.chat_id, chat.last_seq);
  for (const receipt of chat.reads) inbox.receiveRead(receipt);
  return chat.has_more;
}

function watchForSleep(): void {
  let hiddenSince = 0;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) hiddenSince = Date.now();
    else if (Date.now() - hiddenSince > HIDDEN_LONG_MS) catchUp();
  });
  document.addEventListener('resume', catchUp);
  let last = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (now - last > TICK_MS + ASLEEP_MS) catchUp();
    last = now;
  }, TICK_MS);
}

/** Only the pages' own answer counts: a page that is shown and leaves at once would come back for ever. */
async function leaveIfSignedOut(): Promise<void> {
  const answer = await fetch('/user/me/').catch(() => null);
  if (answer?.status === 401) leave();
}

function leave(): void {
  location.assign(`/user/login/?next=${encodeURIComponent(location.pathname)}`);
}
