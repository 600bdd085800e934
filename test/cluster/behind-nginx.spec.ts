import { request } from 'node:http';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { PresenceService } from '../../src/presence/presence.service.js';
import { Connections } from '../../src/realtime/connections.js';
import { InstancePasses } from '../../src/transfers/elsewhere/instance-passes.js';
import { send } from '../support/client.js';
import { bytesOf, Download, Files, sha256 } from '../support/files.js';
import { Nginx } from '../support/nginx.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { TwoInstances } from '../support/two-instances.js';

describeIf('nginx', 'behind nginx, as deploy/ configures it', () => {
  let two: TwoInstances;
  let nginx: Nginx;
  beforeAll(async () => {
    two = await TwoInstances.open({ trustProxy: 1, rateLimit: true });
    nginx = await Nginx.before(two.here.port, two.there.port);
  });
  afterEach(() => two.town.hangUp());
  afterAll(async () => {
    await nginx.stop();
    await two.close();
  });

  const bearer = (name: string) => ({ authorization: `Bearer ${two.town.person(name).phone.access}` });
  const throughNginx = (name: string, chat: number) => two.town.raw(name, chat, { port: nginx.port });

  it('sockets of both kinds spread over the instances, and everybody hears everybody', async () => {
    const chat = await two.town.chat('ada', 'bob');
    const raws = [];
    for (let n = 0; n < 4; n++) raws.push(await throughNginx(n % 2 ? 'ada' : 'bob', chat));
    const page = await two.town.io('bob', undefined, nginx.port);
    expect(two.here.get(Connections).everyone().length).toBeGreaterThan(0);
    expect(two.there.get(Connections).everyone().length).toBeGreaterThan(0);

    raws[1]!.send({ type: 'message', text: 'Hello', client_id: 'a' });

    await raws[1]!.heard('ack');
    for (const raw of raws) expect(await raw.heard('message')).toMatchObject({ text: 'Hello' });
    expect(await page.heard('message:new')).toMatchObject({ text: 'Hello' });
  });

  it('a session of a browser is good on every request, wherever it goes', async () => {
    const browser = await two.town.person('ada').browser();
    const ask = () => send(`${nginx.url}/user/me/`, { headers: { cookie: browser.cookie() } });

    const answers = await Promise.all(Array.from({ length: 8 }, ask));

    expect(answers.map(({ status, body }) => [status, body.username])).toEqual(answers.map(() => [200, 'ada']));
  });

  it('callers are counted by their own address, and not by the one of nginx or one they invent', async () => {
    const guess = (forwarded: string) =>
      send(`${nginx.url}/user/available/?username=grace`, { headers: { 'x-forwarded-for': forwarded } });

    const answers = await Promise.all(Array.from({ length: 130 }, (_, n) => guess(`10.0.0.${n}`)));

    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(10);
  });

  it('a token in the query is not logged', async () => {
    const chat = await two.town.chat('ada', 'bob');
    const token = two.town.person('ada').phone.access;

    const raw = await two.town.dial(chat, { port: nginx.port, query: `?token=${token}` }).opened();
    await raw.settled();
    await raw.hangUp();

    await soon(() => nginx.log().includes(`GET /ws/chat/${chat}/`));
    expect(nginx.log()).not.toContain(token);
  });

  it('a file streams through while it is sent, and is kept nowhere', async () => {
    const one = await Nginx.before(two.here.port);
    const chat = await two.town.chat('ada', 'bob');
    const [ada, bob] = [await two.io('ada', 'here'), await two.io('bob', 'here')];
    const content = bytesOf(4 * 2 ** 20);
    const files = new Files(two.town);
    const id = await files.taken(bob, ada, chat, content.length);

    const download = new Download(`${one.url}/transfer/${id}/`, bearer('bob'));
    const upload = request(`${one.url}/transfer/${id}/?to=${two.town.id('bob')}&offset=0`, {
      method: 'PUT',
      headers: { ...bearer('ada'), 'content-length': content.length },
    });
    const answered = new Promise<number>((resolve) => upload.on('response', ({ statusCode }) => resolve(statusCode!)));
    upload.write(content.subarray(0, 2 ** 20));
    await download.has(2 ** 20);
    upload.end(content.subarray(2 ** 20));
    const got = await download.over;

    expect(await answered).toBe(200);
    expect([got.status, sha256(got.bytes)]).toEqual([200, sha256(content)]);
    expect(['body', 'proxy'].flatMap((name) => readdirSync(join(one.folder, name)))).toEqual([]);
    await one.stop();
  });

  it('a file passes whichever instances its bytes are sent to and fetched from', async () => {
    const chat = await two.town.chat('ada', 'bob');
    const [ada, bob] = [await two.io('ada', 'here'), await two.io('bob', 'there')];
    await soon(() => two.here.get(PresenceService).isOnline([two.town.id('bob')]).size > 0);
    const bytes = bytesOf(2 ** 20);
    const files = new Files(two.town);

    for (let n = 0; n < 4; n++) {
      const id = await files.offered(ada, chat, bytes.length);
      await bob.heard('transfer:offered', ({ transfer_id }) => transfer_id === id);
      expect(await bob.ask('transfer:accept', { transfer_id: id })).toEqual({ ok: true });
      const url = `${nginx.url}/transfer/${id}/`;
      const download = new Download(url, bearer('bob'));
      // Every other time the same request goes to the other instance.
      if (n % 2) await send(`${nginx.url}/user/me/`, { headers: bearer('ada') });
      const [sent, got] = await Promise.all([
        send(url, { method: 'PUT', raw: bytes as never, headers: bearer('ada') }),
        download.over,
      ]);
      expect([sent.status, got.status, sha256(got.bytes)]).toEqual([200, 200, sha256(bytes)]);
    }
  });

  it('the door between instances is not there, not even with a pass', async () => {
    const { name } = two.here.get(InstancePasses);
    const authorization = two.there.get(InstancePasses).issue(name, 'POST', '/instance/here', {});
    const ask = (path: string, port: number) =>
      new Promise<[status: number | undefined, server: string]>((resolve, reject) => {
        const asked = request({ port, path, method: 'POST', headers: { authorization }, agent: false }, (answer) => {
          resolve([answer.statusCode, String(answer.headers.server).split('/')[0]!]);
          answer.resume();
        });
        asked.on('error', reject).end();
      });

    for (const path of ['/instance/here', '//instance/here', '/instance', '/%69nstance/here', '/x/../instance/here'])
      expect([path, await ask(path, nginx.port)]).toEqual([path, [404, 'nginx']]);
    expect(nginx.log()).not.toMatch(/instance\/here" \d+ .*127\.0\.0\.1:/);
    expect(await ask('/instance/here', two.here.port)).toEqual([200, 'undefined']);
  });

  it('with one instance stopping nobody is refused: requests and sockets go to the other', async () => {
    const chat = await two.town.chat('ada', 'bob');
    const third = await two.join();
    const front = await Nginx.before(third.port, two.there.port);
    await third.close();

    const statuses = [];
    for (let n = 0; n < 10; n++)
      statuses.push((await send(`${front.url}/user/me/`, { headers: bearer('ada') })).status);
    const raw = await two.town.raw('ada', chat, { port: front.port });

    expect(statuses).toEqual(statuses.map(() => 200));
    await raw.settled();
    await front.stop();
  });
});
