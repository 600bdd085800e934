import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { temporaryFolder } from '../support/guard.mjs';
import { ServerProcess } from '../support/server-process.js';

const ROUNDS = 3;
const ACKS_A_ROUND = 150;

interface Frame {
  type: string;
  client_id?: string;
  seq?: number;
}

describe('the server is killed in the middle of a conversation', () => {
  let server: ServerProcess | undefined;
  afterEach(() => server?.end('SIGTERM'));

  it('has every acknowledged message after the restart, in one order, without gap or repeat', async () => {
    const dataDir = temporaryFolder('killed-server');
    const start = async () => (server = await ServerProcess.start({ DATA_DIR: dataDir, RATE_LIMIT: 'off' }));
    await start();
    const ada = await newPerson(server!.url, 'ada');
    await newPerson(server!.url, 'bob');
    const chat = await call<{ id: number }>(server!.url, ada, 'POST', '/chat/', { username_input: 'bob' });

    const acknowledged = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round++) {
      await sendUntilKilled(server!, ada, chat.id, `round-${round}`, acknowledged);
      await start();
    }

    const stored = await allMessages(server!.url, ada, chat.id);
    expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS * ACKS_A_ROUND);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    expect(new Set(stored.map(({ client_id }) => client_id)).size).toBe(stored.length);
    const placed = new Map(stored.map(({ client_id, seq }) => [client_id, seq]));
    expect([...acknowledged].filter(([clientId, seq]) => placed.get(clientId) !== seq)).toEqual([]);
  });
});

/** Keeps twenty messages in flight on one socket and kills the server once enough of them were acknowledged. */
async function sendUntilKilled(
  server: ServerProcess,
  token: string,
  chat: number,
  name: string,
  acknowledged: Map<string, number>,
) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/chat/${chat}/`, {
    headers: { authorization: `Bearer ${token}` },
  });
  let sent = 0;
  let acks = 0;
  const send = () =>
    socket.send(JSON.stringify({ type: 'message', text: `no. ${sent}`, client_id: `${name}.${sent++}` }));
  const killed = new Promise<void>((resolve, reject) => {
    socket.on('open', () => Array.from({ length: 20 }, send));
    socket.on('error', reject);
    socket.on('close', () => {
      // After the kill the socket may be heard of before the process.
      if (acks < ACKS_A_ROUND) reject(new Error('The socket closed before the server was killed.'));
    });
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === 'error') reject(new Error(String(data)));
      if (frame.type !== 'ack') return;
      acknowledged.set(frame.client_id!, frame.seq!);
      if (++acks === ACKS_A_ROUND) void server.end('SIGKILL').then(() => resolve());
      else send();
    });
  });
  await killed.finally(() => socket.terminate());
}

async function allMessages(url: string, token: string, chat: number): Promise<{ seq: number; client_id: string }[]> {
  const all: { seq: number; client_id: string }[] = [];
  for (let more = true; more;) {
    const after = all.at(-1)?.seq ?? 0;
    const page = await call<{ messages: typeof all; has_more: boolean }>(
      url,
      token,
      'GET',
      `/chat/${chat}?after=${after}&limit=200`,
    );
    all.push(...page.messages);
    more = page.has_more;
  }
  return all;
}

async function newPerson(url: string, username: string): Promise<string> {
  const password = `${username} likes long walks`;
  await call(url, '', 'POST', '/user/register/', { username, password });
  return (await call<{ access: string }>(url, '', 'POST', '/api/token/', { username, password })).access;
}

async function call<T>(url: string, token: string, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer as T;
}
