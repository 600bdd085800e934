import { createServer } from 'node:http';
import { createClient } from 'redis';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from './listen.js';
import { liveMessage } from './live-message.js';

// Bare `ws`: no database, no check, one `send` for each member. With a Redis, members of other instances get it through that.

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
const rooms = new Map<number, Set<WebSocket>>();
let people = 0;
const tellOthers = await through(process.env.REDIS_URL);

server.on('connection', (socket, request) => {
  const sender = ++people;
  const chat_id = Number(request.url!.split('/')[3]);
  const room = rooms.get(chat_id) ?? new Set();
  rooms.set(chat_id, room.add(socket));
  socket.on('close', () => room.delete(socket));
  socket.on('message', (data) => {
    const { text, client_id } = JSON.parse(String(data)) as { text: string; client_id: string };
    const message = liveMessage({ chat_id, text, client_id }, sender);
    const { id, seq, time } = message;
    socket.send(JSON.stringify({ type: 'ack', client_id, id, seq, time }));
    const frame = JSON.stringify({ type: 'message', ...message });
    tell(chat_id, frame);
    tellOthers?.(chat_id, frame);
  });
});

function tell(chatId: number, frame: string): void {
  for (const member of rooms.get(chatId) ?? []) member.send(frame);
}

/** The least that it takes: each instance hears what is said, and its own words are thrown away unread. */
async function through(url: string | undefined) {
  if (!url) return undefined;
  const [mouth, ear] = [createClient({ url }), createClient({ url })];
  await Promise.all([mouth.connect(), ear.connect()]);
  const me = String(process.pid);
  await ear.subscribe('floor', (line) => {
    const [, from, chatId, frame] = /^(\d+) (\d+) (.*)$/s.exec(line)!;
    if (from !== me) tell(Number(chatId), frame!);
  });
  return (chatId: number, frame: string) => void mouth.publish('floor', `${me} ${chatId} ${frame}`);
}

listen(http);
