import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VERSION } from '../../src/cluster/version.js';
import type { OpenApp } from '../support/app.js';
import { Browser, Stranger } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { PASSWORD, person, type TestPerson } from '../support/people.js';
import { describeIf } from '../support/requires.js';
import { type Place, TwoInstances } from '../support/two-instances.js';

const PLACES: Place[] = ['here', 'there'];

describeIf('redis-server', 'the administration of two instances', () => {
  let two: TwoInstances;
  const admins = {} as Record<Place, Browser>;
  beforeAll(async () => {
    two = await TwoInstances.open();
    await two.here.database.query('UPDATE users SET site_admin = true WHERE id = $1', [two.town.id('ada')]);
    for (const place of PLACES) admins[place] = await new Browser(two.at(place)).signIn('ada', PASSWORD);
  });
  afterEach(() => two.town.hangUp());
  afterAll(() => two.close());

  describe('shows on each of them', () => {
    /** The lines of the instances, by name. */
    const instancesAt = async (place: Place) => {
      const { text } = await admins[place].get('/admin/');
      const [, list = ''] = /id="instances"([^]*?)<\/section>/.exec(text) ?? [];
      const lines = list.split('<li').slice(1);
      return new Map(lines.map((line) => [/<bdi>(.*?)<\/bdi>/.exec(line)![1]!, line.replaceAll(/<[^>]*>/g, ' ')]));
    };
    const nameOf = ({ config }: OpenApp) => config.instanceUrl!;

    it.each(PLACES)('both, with version, connections, memory and Redis: %s', async (place) => {
      await two.raw('bob', await two.town.chat('ada', 'bob'), 'there');

      await eventually(async () => {
        const instances = await instancesAt(place);
        expect([...instances.keys()].toSorted()).toEqual([two.here, two.there].map(nameOf).toSorted());
        for (const line of instances.values()) {
          expect(line).toMatch(/\d+ MB, event loop \d+ ms, Redis here\s+Running/);
          expect(line).toContain(`Parley ${VERSION}, Node ${process.versions.node}`);
        }
        expect(instances.get(nameOf(two.here))).toContain(' 0 connections');
        expect(instances.get(nameOf(two.there))).toContain(' 1 connection,');
      });
    });

    it('one that came, no more once it has stopped, and one that was killed as silent, with its own version', async () => {
      const third = await two.join();
      await eventually(async () => expect(await instancesAt('there')).toHaveProperty('size', 3));
      await third.close();
      expect([...(await instancesAt('there')).keys()]).not.toContain(nameOf(third));

      await two.here.database.query(`
        INSERT INTO instances (id, name, version, started_at, seen_at, health)
        SELECT 'killed', 'http://killed:3000', '0.0.9', started_at, now() - interval '20 seconds', health FROM instances LIMIT 1`);
      for (const place of PLACES)
        expect((await instancesAt(place)).get('http://killed:3000')).toMatch(/Parley 0\.0\.9,[^]*Silent for 2\d s/);
      await two.here.database.query("DELETE FROM instances WHERE id = 'killed'");
    });
  });

  describe('reaches, from one, somebody on the other', () => {
    let [guest]: TestPerson[] = [];
    let chat: number;
    let cast = 0;
    beforeEach(async () => {
      guest = await person(two.here, `guest${++cast}`);
      two.town.cast.set('guest', guest);
      chat = await two.town.chat('bob', 'guest');
    });

    const act = async (what: string, fields = {}) => {
      const answer = await admins.here.submit(`/admin/people/${guest!.id}/${what}`, fields);
      expect(answer.status).toBe(303);
    };
    const meAt = async (place: Place) => (await two.phone('guest', place).get('/user/me/')).status;
    const signInAt = async (place: Place) => {
      const account = { username: guest!.username, password: PASSWORD };
      return (await new Stranger(two.at(place)).post('/api/token/', account)).status;
    };

    it.each([
      ['sign-out', {}, 200],
      ['disable', {}, 401],
      ['delete', { sure: 'on' }, 401],
    ])('%s ends their sockets within 2 s, and what they had is worth nothing there', async (what, fields, signsIn) => {
      const [raw, page] = [await two.raw('guest', chat, 'there'), await two.io('guest', 'there')];
      const other = await two.raw('bob', chat, 'there');
      const begun = performance.now();

      await act(what, fields);

      expect(await raw.ended()).toBe(4401);
      await page.gone();
      expect(performance.now() - begun).toBeLessThan(2_000);
      for (const place of PLACES)
        expect([place, await meAt(place), await signInAt(place)]).toEqual([place, 401, signsIn]);
      await other.settled();
    });

    it('rights come and go', async () => {
      const browser = await new Browser(two.there).signIn(guest!.username, PASSWORD);
      const seen = async () => (await browser.get('/admin/')).status;
      expect(await seen()).toBe(404);

      await act('promote');
      await eventually(async () => expect(await seen()).toBe(200));
      await act('demote');
      await eventually(async () => expect(await seen()).toBe(404));
    });

    it('and is written down, readable on both', async () => {
      await act('disable');

      for (const place of PLACES) {
        const { text } = await admins[place].get('/admin/log');
        expect(text.replaceAll(/<[^>]*>/g, '')).toContain(`ada disabled ${guest!.username}`);
      }
    });
  });
});
