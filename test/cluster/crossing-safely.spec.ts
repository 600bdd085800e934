import { createHmac } from 'node:crypto';
import { request, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpAdapterHost } from '@nestjs/core';
import { LIMITS } from '../../src/shared/limits.js';
import { InstancePasses } from '../../src/transfers/elsewhere/instance-passes.js';
import type { OpenApp } from '../support/app.js';
import { type Json, send } from '../support/client.js';
import { Crossing } from '../support/crossing.js';
import { bytesOf } from '../support/files.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { upTo } from '../support/world.js';

const MEGABYTE = 2 ** 20;
const ENDLESS = 2 ** 40;
/** How many transfers each of the three instances knows of others, when every other offer is made on the first two. */
const FARS = [LIMITS.offers / 2, LIMITS.offers / 2, LIMITS.offers].join();

const is = (id: string) => (payload: Json) => payload.transfer_id === id;

describeIf('redis-server', 'transfers between instances', () => {
  let town: Crossing;
  beforeAll(async () => {
    town = await Crossing.open();
  });
  afterEach(() => town.end());
  afterAll(() => town.close());

  it('are nothing for anybody else, on any instance', async () => {
    await town.meet();
    const eve = await town.two.io('eve', 'there');
    const id = await town.taken(10);

    for (const app of town.apps()) {
      const path = `/transfer/${id}/`;
      const answers = [
        await town.phone('eve', app).get(path),
        await town.phone('eve', app).send(path, { method: 'PUT', raw: bytesOf(10) as never }),
        await town.phone('bob', app).send(path, { method: 'PUT', raw: bytesOf(10) as never }),
        await town.phone('ada', app).get(path),
      ];
      const none = await town.phone('eve', app).get('/transfer/nothing/');
      expect(answers.map(({ status, text }) => [status, text])).toEqual(answers.map(() => [404, none.text]));
    }
    for (const event of ['accept', 'decline', 'cancel'])
      expect(await eve.ask(`transfer:${event}`, { transfer_id: id })).toMatchObject({ code: 'not_found' });
    expect((await eve.settled()).of('transfer:offered')).toEqual([]);
  });

  describe('cross by a door', () => {
    const ask = (app: OpenApp, verb: string, authorization?: string) =>
      send(`${app.url}/instance/${verb}`, { method: 'POST', headers: authorization ? { authorization } : {} });
    const said = () => ({
      actor: { id: town.two.town.id('ada'), username: 'ada', session_id: 1, kind: 'api', site_admin: false },
    });

    it('that is open to an instance, once', async () => {
      const mine = town.two.here.get(InstancePasses);
      const pass = town.two.there.get(InstancePasses).issue(mine.name, 'POST', '/instance/list', said());

      expect(await ask(town.two.here, 'list', pass)).toMatchObject({ status: 200, body: [] });
      expect((await ask(town.two.here, 'list', pass)).status).toBe(404);
    });

    it('that is not there for a stranger', async () => {
      const passes = town.two.there.get(InstancePasses);
      const { name } = town.two.here.get(InstancePasses);
      const { access } = town.two.town.person('ada').phone;
      const good = passes.issue(name, 'POST', '/instance/list', said());
      const [text = '', seal = ''] = good.slice('Instance '.length).split('.');
      const old = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(text, 'base64url').toString()), at: 1 }));
      const sealed = (key: string, content: string) =>
        `Instance ${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
      const tries = [
        undefined,
        `Bearer ${access}`,
        'Instance x.y',
        `Instance ${text}.${'A'.repeat(43)}`,
        `Instance ${old.toString('base64url')}.${seal}`,
        sealed('', text),
        sealed(town.two.here.config.jwtSecret, text),
        passes.issue('another', 'POST', '/instance/list', said()),
        passes.issue(name, 'GET', '/instance/list', said()),
        passes.issue(name, 'POST', '/instance/cancel', said()),
      ];

      const none = await send(`${town.two.here.url}/instance/nothing`, { method: 'POST' });
      for (const authorization of tries) {
        const { status, text: answer } = await ask(town.two.here, 'list', authorization);
        expect([authorization, status, answer]).toEqual([authorization, 404, none.text]);
      }
      expect((await send(`${town.two.here.url}/instance/list`, { headers: { authorization: good } })).status).toBe(404);
      expect((await ask(town.two.here, 'list', good)).status).toBe(200);
    });
  });

  it('are limited over all instances together', async () => {
    await town.meet();
    const adas = [town.ada, await town.two.io('ada', 'there')];
    const ids: string[] = [];
    for (const n of upTo(LIMITS.offers)) ids.push(await town.files.offered(adas[n % 2]!, town.chat, 10));
    await soon(
      () =>
        town
          .apps()
          .map((app) => town.farOf(app))
          .join() === FARS,
    );

    for (const one of adas)
      expect(await one.ask('transfer:offer', { chat_id: town.chat, name: 'x', size: 1 })).toMatchObject({
        code: 'rate_limited',
      });
    await town.bob.heard('transfer:offered', ({ transfer_id }) => transfer_id === ids.at(-1));
    const taken = ids.splice(0, LIMITS.transfers);
    for (const transfer_id of taken)
      expect(await town.bob.ask('transfer:accept', { transfer_id })).toEqual({ ok: true });
    for (const transfer_id of taken)
      await town.ada.heard('transfer:accepted', (one) => one.transfer_id === transfer_id);
    for (const transfer_id of ids.slice(0, 2))
      expect(await town.bob.ask('transfer:accept', { transfer_id })).toMatchObject({ code: 'rate_limited' });
  });

  it('are never more than may be, also when many are offered and taken at the same moment on two instances', async () => {
    await town.meet();
    const adas = [town.ada, await town.two.io('ada', 'there')];
    const some = { chat_id: town.chat, name: 'x', size: 1 };

    const offers = await Promise.all(upTo(LIMITS.offers + 10).map((n) => adas[n % 2]!.ask('transfer:offer', some)));
    const made = offers.filter(({ ok }) => ok);
    expect(made).toHaveLength(LIMITS.offers);
    for (const refused of offers.filter(({ ok }) => !ok)) expect(refused).toMatchObject({ code: 'rate_limited' });
    for (const { transfer_id } of made) await town.bob.heard('transfer:offered', is(transfer_id));

    const bobs = [town.bob, await town.two.io('bob', 'here')];
    const answers = await Promise.all(
      made.map(({ transfer_id }, n) => bobs[n % 2]!.ask('transfer:accept', { transfer_id })),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(LIMITS.transfers);
    for (const refused of answers.filter(({ ok }) => !ok)) expect(refused).toMatchObject({ code: 'rate_limited' });
    const active = made[answers.findIndex(({ ok }) => ok)]!;
    await adas[0]!.ask('transfer:cancel', active);
    const [again] = made.filter((_one, n) => !answers[n]!.ok);
    await town.bob.heard('transfer:failed', is(active.transfer_id));
    expect(await town.bob.ask('transfer:accept', again!)).toEqual({ ok: true });
    expect(await adas[1]!.ask('transfer:offer', some)).toMatchObject({ ok: true });
  });

  it('are offered later when signals were lost', async () => {
    await town.meet();
    await town.two.redis.stop();
    const id = await town.files.offered(town.ada, town.chat, 10);
    await town.two.redis.startAgain();

    expect(await town.bob.heard('transfer:offered')).toMatchObject({ transfer_id: id, name: 'plan.bin' });
    expect(await town.bob.ask('transfer:accept', { transfer_id: id })).toEqual({ ok: true });
    await town.two.hearing();
  });

  describe('end in words', () => {
    let fourth: OpenApp;
    const offeredThere = async (size: number): Promise<string> => {
      town.chat = await town.two.town.chat('ada', 'bob');
      fourth = await town.two.join();
      [town.ada, town.bob] = [await town.two.town.io('ada', undefined, fourth.port), await town.two.io('bob', 'there')];
      await town.knows(fourth, 'bob');
      const adas = await town.two.io('ada', 'here');
      const id = await town.files.offered(town.ada, town.chat, size);
      await town.bob.heard('transfer:offered');
      town.ada = adas;
      return id;
    };

    it('when the instance that has them is stopped', async () => {
      const id = await offeredThere(10);

      await fourth.close();

      for (const one of [town.ada, town.bob])
        expect(await one.heard('transfer:failed')).toMatchObject({ transfer_id: id, reason: 'peer_gone' });
    });

    it('when it is not there any more, soon after a stream to it broke', async () => {
      const id = await offeredThere(ENDLESS);
      await town.bob.ask('transfer:accept', { transfer_id: id });
      const fetching = town.get(id, 'there');
      const sending = new Promise<number | undefined>((resolve) => {
        const headers = { ...town.phone('ada', town.two.here).headers(), 'content-length': ENDLESS };
        const sent = request({
          port: town.two.here.port,
          path: `/transfer/${id}/`,
          method: 'PUT',
          headers,
          agent: false,
        });
        sent.on('response', ({ statusCode }) => resolve(statusCode)).on('error', () => undefined);
        sent.write(Buffer.alloc(2 * MEGABYTE));
      });
      await fetching.has(MEGABYTE);

      const server = fourth.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
      server.close();
      server.closeAllConnections();

      for (const one of [town.ada, town.bob])
        expect(await one.heard('transfer:failed')).toMatchObject({ transfer_id: id, reason: 'peer_gone' });
      expect(await sending).toBe(409);
      expect((await fetching.over).whole).toBe(false);
      await fourth.close().catch(() => undefined);
    });
  });

  it('are offered to people on the same instance only where INSTANCE_URL is not set, which the log says once', async () => {
    const lonely = await town.two.join({ instanceUrl: undefined });
    town.chat = await town.two.town.chat('ada', 'bob', 'eve');
    const sender = await town.two.town.io('ada', undefined, lonely.port);
    town.bob = await town.two.io('bob', 'there');

    expect(await sender.ask('transfer:offer', { chat_id: town.chat, name: 'x', size: 1 })).toMatchObject({
      code: 'peer_offline',
    });
    const eve = await town.two.town.io('eve', undefined, lonely.port);
    expect(await sender.ask('transfer:offer', { chat_id: town.chat, name: 'x', size: 1 })).toMatchObject({
      recipients: 1,
    });
    await eve.heard('transfer:offered');
    expect((await town.bob.settled()).of('transfer:offered')).toEqual([]);
    const said = lonely.lines.filter(({ msg }) => String(msg).startsWith('INSTANCE_URL is not set'));
    expect(said).toHaveLength(1);
    await town.two.town.hangUp();
    await lonely.close();
  });
});
