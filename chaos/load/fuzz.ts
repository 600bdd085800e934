import { connect } from 'node:net';
import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { openRaw } from './doors.js';

type Random = () => number;

const WORDS = [
  ...['message', 'typing', 'read', 'history', 'auth', 'ping', 'sync', 'message:send', 'transfer:offer', '__proto__'],
  ...['constructor', 'type', 'text', 'client_id', 'chat_id', 'up_to', 'after', 'token', 'heads', 'toString', ''],
];
const ODD: unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  '\u0000',
  '\ud800',
  '١',
  'x'.repeat(5_000),
  [],
  {},
  [[]],
];
const MOST_DEEP = 4;

const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)]!;

/** Something that has the form of a frame, or nearly. */
export function anyFrame(random: Random): string {
  const frame = { type: pick(random, WORDS), ...(anyValue(random, 0, true) as object) };
  const text = JSON.stringify(frame);
  return random() < 0.15 ? mangled(random, text) : text;
}

function anyValue(random: Random, depth: number, object = false): unknown {
  const kind = random();
  if (!object && (kind < 0.5 || depth > MOST_DEEP)) return pick(random, random() < 0.5 ? ODD : WORDS);
  const length = Math.floor(random() * 4);
  if (!object && kind < 0.7) return Array.from({ length }, () => anyValue(random, depth + 1));
  return Object.fromEntries(Array.from({ length }, () => [pick(random, WORDS), anyValue(random, depth + 1)]));
}

function mangled(random: Random, text: string): string {
  const place = Math.floor(random() * text.length);
  const piece = pick(random, ['"', '{', ']', '\\', '\u0007', '\ufeff', text]);
  return text.slice(0, place) + piece + text.slice(place + Math.floor(random() * 3));
}

/** Frames on `ws/chat/`, until that many were written; a socket that is closed is opened anew. */
export async function fuzzRaw(
  port: number,
  chat: number,
  token: string,
  frames: number,
  random: Random,
): Promise<void> {
  for (let sent = 0; sent < frames;) {
    const socket = await openRaw(port, chat, token);
    const batch = Math.min(frames - sent, 250);
    for (let n = 0; n < batch && socket.readyState === socket.OPEN; n++, sent++) {
      if (random() < 0.01) socket.send(Buffer.from(anyFrame(random)), { binary: true });
      else socket.send(anyFrame(random));
    }
    await flushed(socket);
    socket.terminate();
    sent++;
  }
}

/** Packets of Engine.io and Socket.IO, past any library. */
export async function fuzzIo(port: number, token: string, frames: number, random: Random): Promise<void> {
  const { WebSocket } = await import('ws');
  for (let sent = 0; sent < frames; sent++) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    socket.on('error', () => undefined);
    await Promise.race([once(socket, 'open'), once(socket, 'close')]).catch(() => undefined);
    if (socket.readyState !== socket.OPEN) continue;
    if (random() < 0.9) socket.send(`40${JSON.stringify({ token })}`);
    for (let n = 0; n < 250 && sent < frames && socket.readyState === socket.OPEN; n++, sent++)
      socket.send(anyPacket(random));
    await flushed(socket);
    socket.terminate();
  }
}

function anyPacket(random: Random): string {
  const name = JSON.stringify(pick(random, WORDS));
  const numbered = Math.floor(random() * 1000);
  if (random() < 0.7) return `42${numbered}[${name},${anyFrame(random)}]`;
  return pick(random, [
    '3',
    '40',
    '41',
    '42',
    '42[]',
    '43',
    `45${numbered}-[${name}]`,
    '451-',
    '4',
    '6',
    '2probe',
    '9',
  ]);
}

/** Bytes that are nearly HTTP, each on a connection of its own. */
export async function fuzzHttp(port: number, token: string, requests: number, random: Random): Promise<void> {
  const paths = [
    '/chat/',
    '/chat/1',
    '/group/',
    '/search/?q=%',
    '/user/me/',
    '/%00',
    '/ws/chat/1/',
    '//',
    '/health/ready',
  ];
  for (let sent = 0; sent < requests; sent++) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    const body = anyFrame(random);
    const method = pick(random, ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'BREW', 'OPTIONS']);
    const length = random() < 0.1 ? pick(random, ['-1', '1e9', 'x', '5, 6']) : String(Buffer.byteLength(body));
    const head = [
      `${method} ${pick(random, paths)}${random() < 0.2 ? body.slice(0, 60).replaceAll(/\s/g, '+') : ''} HTTP/1.1`,
      `Host: ${pick(random, ['localhost', 'evil.example', ''])}`,
      ...(random() < 0.7 ? [`Authorization: Bearer ${random() < 0.8 ? token : body.slice(0, 50)}`] : []),
      `Content-Type: ${pick(random, ['application/json', 'application/x-www-form-urlencoded', 'text/plain; charset=x'])}`,
      `Content-Length: ${length}`,
      'Connection: close',
    ];
    const text = `${head.join('\r\n')}\r\n\r\n${body}`;
    socket.write(random() < 0.1 ? mangled(random, text) : text);
    socket.resume();
    socket.setTimeout(300, () => socket.destroy());
    await once(socket, 'close');
  }
}

async function flushed(socket: WebSocket): Promise<void> {
  while (socket.bufferedAmount > 0 && socket.readyState === socket.OPEN) await new Promise(setImmediate);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
