import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { send } from '../support/client.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { bytesOf, sha256 } from '../support/files.js';
import { temporaryFolder } from '../support/guard.mjs';
import { ServerProcess } from '../support/server-process.js';

const run = promisify(execFile);
const EXAMPLE = join(import.meta.dirname, '../../docs/examples/pass-file.mjs');
const MEGABYTE = 2 ** 20;
const PASSWORD = 'correct horse battery staple';

const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;

describe('the built server', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let tokens: string[];
  let chat: number;
  let folder: string;
  beforeAll(async () => {
    database = await freshDatabase();
    folder = temporaryFolder('files');
    server = await ServerProcess.start({ DATABASE_URL: database.url, DATA_DIR: temporaryFolder('data') });
    tokens = await Promise.all(['ada', 'bob'].map(signUp));
    const headers = { authorization: `Bearer ${tokens[0]}` };
    chat = (await send(`${server.url}/chat/`, { json: { username: 'bob' }, headers })).body.id;
  });
  afterAll(async () => {
    await server?.end('SIGTERM');
    await database?.drop();
  });

  const signUp = async (username: string): Promise<string> => {
    await send(`${server.url}/user/register/`, { json: { username, password: PASSWORD } });
    return (await send(`${server.url}/api/token/`, { json: { username, password: PASSWORD } })).body.access;
  };
  const example = (...args: string[]) => [EXAMPLE, args[0]!, server.url, args[1]!, String(chat), ...args.slice(2)];

  it.each([
    ['over WebSocket', [], []],
    ['by curl', ['--curl'], ['--curl']],
    ['by curl to a WebSocket', ['--curl'], []],
    ['over WebSocket to curl', [], ['--curl']],
  ])('passes a file between two of the documented example clients, %s', async (way, sending, receiving) => {
    const bytes = bytesOf(3 * MEGABYTE + 11);
    const [from, to] = [join(folder, 'plan.bin'), join(folder, way.replaceAll(' ', '-'))];
    writeFileSync(from, bytes);
    mkdirSync(to);

    const receiver = spawn(process.execPath, example('receive', tokens[1]!, to, ...receiving));
    const received = new Promise<string>((resolve) => {
      let said = '';
      receiver.stdout.on('data', (data) => (said += data));
      receiver.on('exit', () => resolve(said));
    });
    let sent = { stdout: '' };
    // Until the recipient has connected there is nobody to offer it to.
    for (let tries = 0; tries < 50 && !sent.stdout.includes(sha256(bytes)); tries++)
      sent = await run(process.execPath, example('send', tokens[0]!, from, ...sending)).catch((error) => error);

    expect(await received).toContain(sha256(bytes));
    expect(sent.stdout).toContain(sha256(bytes));
    expect(sha256(readFileSync(join(to, 'plan.bin')))).toBe(sha256(bytes));
  });

  it('needs no more memory for a large file and a slow recipient', async () => {
    const size = 256 * MEGABYTE;
    const headers = tokens.map((token) => ({ authorization: `Bearer ${token}` }));
    const url = `${server.url.replace('http', 'ws')}/ws/file/${chat}/`;
    const [ada, bob] = headers.map((each) => new WebSocket(url, { headers: each }));
    const heard = (socket: WebSocket, type: string) =>
      new Promise<{ transfer_id: string }>((resolve) => {
        socket.on('message', (data) => {
          const frame = JSON.parse(String(data));
          if (frame.type === type) resolve(frame);
        });
      });
    await Promise.all([ada, bob].map((socket) => new Promise((resolve) => socket!.once('open', resolve))));
    const [made, accepted, done] = [heard(ada!, 'offer_made'), heard(ada!, 'accepted'), heard(bob!, 'done')];
    ada!.send(JSON.stringify({ type: 'offer', name: 'large.bin', size }));
    const { transfer_id } = await made;
    bob!.send(JSON.stringify({ type: 'accept', transfer_id, via: 'http' }));
    await accepted;

    const before = residentBytes(server.pid);
    let most = before;
    const looking = setInterval(() => (most = Math.max(most, residentBytes(server.pid))), 20);
    const uploading = request(`${server.url}/transfer/${transfer_id}/`, {
      method: 'PUT',
      headers: { ...headers[0], 'content-length': size },
    });
    uploading.on('error', () => undefined);
    let left = size;
    const fill = (): void => {
      while (left > 0) {
        left -= MEGABYTE;
        if (!uploading.write(Buffer.alloc(MEGABYTE, 7))) return void uploading.once('drain', fill);
      }
      uploading.end();
    };
    fill();
    const download = await new Promise<IncomingMessage>((resolve) =>
      request(`${server.url}/transfer/${transfer_id}/`, { headers: headers[1] }, resolve).end(),
    );
    // 40 MB at a time, then a pause, so that everything between the two is full for most of the time.
    let received = 0;
    for await (const chunk of download) {
      const step = Math.floor(received / (40 * MEGABYTE));
      received += (chunk as Buffer).length;
      if (Math.floor(received / (40 * MEGABYTE)) > step) await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await done;
    clearInterval(looking);
    ada!.close();
    bob!.close();

    expect(received).toBe(size);
    expect((most - before) / MEGABYTE).toBeLessThan(64);
  });
});
