import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { type Draft, inserter, liveMessage } from './live-message.js';
import { listen } from './listen.js';

// Bare Socket.IO: no database, no check, `io.to(room).emit`. With DATABASE_URL it stores each message before it emits.

const insert = await inserter();
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false, perMessageDeflate: false });
let people = 0;

io.on('connection', (socket) => {
  const sender = ++people;
  for (const chat of socket.handshake.auth.chats as number[]) void socket.join(`chat:${chat}`);
  socket.on('message:send', async (draft: Draft, reply: (answer: object) => void) => {
    const message = liveMessage(draft, sender);
    if (insert) await insert(message);
    reply({ ok: true, id: message.id, seq: message.seq, time: message.time });
    io.to(`chat:${message.chat_id}`).emit('message:new', message);
  });
});

listen(http);
