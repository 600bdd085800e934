import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from './listen.js';
import { liveMessage } from './live-message.js';

// Bare `ws`: no database, no check, one `send` for each member.

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
const rooms = new Map<number, Set<WebSocket>>();
let people = 0;

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
    for (const member of room) member.send(frame);
  });
});

listen(http);
