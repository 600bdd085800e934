import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { OpenApp } from '../support/app.js';
import { send } from '../support/client.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { bytesOf, Download, sha256 } from '../support/files.js';
import { temporaryFolder } from '../support/guard.mjs';
import { RawClient } from '../support/raw-client.js';
import { freePort, startRedis, type TestRedis } from '../support/redis.js';
import { describeIf } from '../support/requires.js';
import { ServerProcess } from '../support/server-process.js';
import { soon } from '../support/soon.js';

const MEGABYTE = 2 ** 20;
const PASSWORD = 'correct horse battery staple';

/** Three processes: where a file is offered, where its sender brings it, and where its recipient fetches it. */
describeIf('redis-server', 'a file whose two ends are on other instances than the one that has it', () => {
  let redis: TestRedis;
  let database: TestDatabase;
  let [owner, near, far]: ServerProcess[] = [];
  let tokens: string[];
  let chat: number;
  let open: RawClient[];

  const start = async (): Promise<ServerProcess> => {
    const port = String(await freePort());
    const secrets = { JWT_SECRET: 'j'.repeat(48), SESSION_SECRET: 's'.repeat(48) };
    const places = { DATABASE_URL: database.url, DATA_DIR: temporaryFolder('data'), REDIS_URL: redis.url };
    return ServerProcess.start({ ...secrets, ...places, PORT: port, INSTANCE_URL: `http://127.0.0.1:${port}` });
  };
  const signUp = async (username: string): Promise<string> => {
    await send(`${near!.url}/user/register/`, { json: { username, password: PASSWORD } });
    return (await send(`${near!.url}/api/token/`, { json: { username, password: PASSWORD } })).body.access;
  };
  beforeAll(async () => {
    [redis, database] = await Promise.all([startRedis(), freshDatabase()]);
    near = await start();
    far = await start();
    tokens = await Promise.all(['ada', 'bob'].map(signUp));
    chat = (await send(`${near.url}/chat/`, { json: { username: 'bob' }, headers: headersOf(0) })).body.id;
  });
  beforeEach(async () => {
    owner = await start();
    open = [];
  });
  afterEach(async () => {
    for (const { ws } of open) ws.terminate();
    await owner?.end('SIGKILL');
  });
  afterAll(async () => {
    await Promise.all([near?.end('SIGTERM'), far?.end('SIGTERM')]);
    await redis?.stop();
    await database?.drop();
  });

  const headersOf = (who: number) => ({ authorization: `Bearer ${tokens[who]}` });
  const socket = async (who: number, { url }: ServerProcess): Promise<RawClient> => {
    const port = Number(new URL(url).port);
    const client = RawClient.dial({ port } as OpenApp, `/ws/file/${chat}/`, { token: tokens[who] });
    open.push(client);
    return client.opened();
  };
  const put = (id: string, bytes: Buffer): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { ...headersOf(0), 'content-length': bytes.length };
      const sent = request(`${near!.url}/transfer/${id}/`, { method: 'PUT', headers, agent: false });
      sent.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject);
      sent.end(bytes);
    });
  /** Nobody is offered a file before it is known where he is. */
  const offered = async (by: RawClient, size: number): Promise<string> => {
    await soon(async () => {
      by.send({ type: 'offer', name: 'plan.bin', size });
      await soon(() => by.ofType('offer_made').length + by.ofType('error').length > 0);
      by.frames.splice(0, Infinity, ...by.frames.filter(({ type }) => type !== 'error'));
      return by.ofType('offer_made').length > 0;
    });
    return by.ofType('offer_made').at(-1).transfer_id;
  };

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'fails in words for both when that one gets %s, and can be offered again',
    async (signal) => {
      const bytes = bytesOf(96 * MEGABYTE);
      const [ada, bob] = [await socket(0, near!), await socket(1, far!)];
      const id = await offered(await socket(0, owner!), bytes.length);
      await bob.heard('offered', ({ transfer_id }) => transfer_id === id);
      bob.send({ type: 'accept', transfer_id: id, via: 'http' });
      await ada.heard('accepted', ({ transfer_id }) => transfer_id === id);
      const fetching = new Download(`${far!.url}/transfer/${id}/`, headersOf(1));
      const sending = put(id, bytes);
      await fetching.has(MEGABYTE);
      fetching.pause();

      process.kill(owner!.pid, signal);

      for (const one of [ada, bob])
        expect(await one.heard('failed', ({ transfer_id }) => transfer_id === id)).toMatchObject({
          reason: 'peer_gone',
        });
      expect(await sending).toBe(409);
      fetching.resume();
      expect((await fetching.over).whole).toBe(false);
      if (signal === 'SIGSTOP') {
        process.kill(owner!.pid, 'SIGCONT');
        const lines = async () =>
          (await send(`${far!.url}/chat/${chat}`, { headers: headersOf(1) })).body.messages as { text: string }[];
        await soon(async () => (await lines()).some(({ text }) => text.endsWith('the connection was lost')));
        expect((await send(`${far!.url}/transfer/`, { headers: headersOf(1) })).body).toEqual([]);
      }

      const again = await offered(ada, bytes.length);
      await bob.heard('offered', ({ transfer_id }) => transfer_id === again);
      bob.send({ type: 'accept', transfer_id: again, via: 'http' });
      await ada.heard('accepted', ({ transfer_id }) => transfer_id === again);
      const [status, got] = await Promise.all([
        put(again, bytes),
        new Download(`${far!.url}/transfer/${again}/`, headersOf(1)).over,
      ]);
      expect([status, sha256(got.bytes)]).toEqual([200, sha256(bytes)]);
    },
    180_000,
  );
});
