// node pass-file.mjs send    <server> <token> <chat_id> <file>   [--curl]
// node pass-file.mjs receive <server> <token> <chat_id> <folder> [--curl]
// Offers a file to whoever is in the chat, or takes the next one offered. Bytes go over ws/file, or with --curl by HTTP.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';

const [task, server, token, chat, place] = process.argv.slice(2);
const curl = process.argv.includes('--curl');
const byCurl = (...args) =>
  promisify(execFile)('curl', ['-sS', '--fail', '-H', `Authorization: Bearer ${token}`, ...args]);
const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/ws/file/${chat}/`, {
  headers: { authorization: `Bearer ${token}` },
});
const say = (frame) => socket.send(JSON.stringify(frame));
const stop = (code, words) => (console.log(words), socket.close(), (process.exitCode = code));
let file, hash, path;

socket.on('open', () => task === 'send' && say({ type: 'offer', name: basename(place), size: statSync(place).size }));
socket.on('message', async (data, isBinary) => {
  if (isBinary)
    return void (hash.update(data), file.write(data) || (socket.pause(), file.once('drain', () => socket.resume())));
  const frame = JSON.parse(data);
  const { type, transfer_id, user_id, offset } = frame;
  const url = `${server}/transfer/${transfer_id}`;
  if (type === 'offered' && task === 'receive') {
    // The name was made harmless by the server, and here no path is taken from it either.
    path = join(place, basename(frame.name));
    say({ type: 'accept', transfer_id, ...(curl && { via: 'http' }) });
    if (curl) await byCurl('-o', path, url);
  } else if (type === 'accepted' && curl) {
    await byCurl('-T', place, `${url}?to=${user_id}&offset=${offset}`);
  } else if (type === 'accepted') {
    say({ type: 'begin', transfer_id, offset, size: statSync(place).size });
    hash = createHash('sha256');
    for await (const bytes of createReadStream(place, { start: offset }))
      await new Promise((sent) => (hash.update(bytes), socket.send(bytes, sent)));
    say({ type: 'end', transfer_id, ...(offset === 0 && { sha256: hash.digest('hex') }) });
  } else if (type === 'begin') [file, hash] = [createWriteStream(path), createHash('sha256')];
  else if (type === 'end' && hash.digest('hex') !== frame.sha256) stop(1, 'What arrived is not what was sent.');
  else if (type === 'done' && file) file.end(() => stop(0, `${path} ${frame.sha256}`));
  else if (type === 'done') stop(0, `${path ?? place} ${frame.sha256}`);
  else if (type === 'failed' || type === 'paused' || type === 'error') stop(1, frame.reason ?? frame.detail ?? type);
});
