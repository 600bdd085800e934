import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OF_TRANSFERS, type Standing, STANDINGS } from '../matrix/transfers.js';
import type { Json, Phone } from '../support/client.js';
import { Download, Files } from '../support/files.js';
import { groupOf } from '../support/groups.js';
import { people } from '../support/people.js';
import { soon } from '../support/soon.js';
import type { SocketClient } from '../support/socket-client.js';
import { SocketTown } from '../support/socket-town.js';

const NO_ID = '0f'.repeat(11);
const PERSON: Record<Standing, string> = {
  sender: 'ada',
  'other device of the sender': 'ada',
  taker: 'bob',
  'other device of the taker': 'bob',
  offered: 'eve',
  blocking: 'carl',
  removed: 'dora',
  stranger: 'finn',
};

describe('the matrix of who may do what with a file on its way', () => {
  let town: SocketTown;
  let files: Files;
  let group: number;
  const phones = new Map<Standing, Phone>();
  const clients = new Map<Standing, SocketClient>();
  beforeAll(async () => {
    town = await SocketTown.open();
    files = new Files(town);
    for (const one of await people(town.app, 'carl', 'dora', 'finn')) town.cast.set(one.username, one);
    const others = ['bob', 'eve', 'carl', 'dora'].map((name) => town.person(name));
    group = await groupOf(town.person('ada'), others);
    await town.person('carl').phone.post(`/user/${town.id('ada')}/block/`);
    for (const standing of STANDINGS) {
      const person = town.person(PERSON[standing]);
      const phone = standing.startsWith('other device') ? await person.anotherPhone() : person.phone;
      phones.set(standing, phone);
      clients.set(standing, await town.io(person.username, phone.access));
    }
  });
  afterAll(async () => {
    files.end();
    await town.close();
  });

  /** A file of three bytes that bob has taken, and that dora was offered before she was removed. */
  const taken = async (): Promise<string> => {
    files.end();
    await town.person('ada').phone.post(`/group/${group}/members/`, { usernames: ['dora'] });
    const id = await files.offered(clients.get('sender')!, group, 3);
    expect(await clients.get('taker')!.ask('transfer:accept', { transfer_id: id })).toEqual({ ok: true });
    await town.person('ada').phone.delete(`/group/${group}/members/${town.id('dora')}/`);
    await clients.get('removed')!.heard('transfer:failed', ({ transfer_id }) => transfer_id === id);
    return id;
  };
  const cellsOf = (rows: Record<string, string>) =>
    Object.entries(rows).flatMap(([act, cells]) =>
      cells.split(' ').flatMap((expected, index): [string, Standing, string][] => {
        return expected === '-' ? [] : [[act, STANDINGS[index]!, expected]];
      }),
    );
  /** Refused acts change nothing, so they share one transfer; the others get one each. */
  const played = async (
    rows: Record<string, string>,
    act: (id: string, act: string, by: Standing) => Promise<Json>,
  ) => {
    const wrong: string[] = [];
    let shared = await taken();
    for (const [name, standing, expected] of cellsOf(rows)) {
      const answer = await act(shared, name, standing);
      const heard = answer.code === undefined ? '2' : answer.code === 'conflict' ? '9' : answer.code;
      const isRight = expected === '4' ? heard === 'not_found' : heard === expected;
      if (!isRight) wrong.push(`${name}, ${standing}: ${JSON.stringify(answer)}`);
      const none = expected === '4' && (await act(NO_ID, name, standing));
      if (none && JSON.stringify(none) !== JSON.stringify(answer)) wrong.push(`${name}, ${standing}: not as for none`);
      if (heard === '2') shared = await taken();
    }
    return wrong;
  };
  const url = (id: string) => `${town.app.url}/transfer/${id}/`;
  const bytes = Buffer.from('abc') as never;

  it('holds over HTTP', async () => {
    const put = (id: string, phone: Phone) =>
      phone.send<Json>(`/transfer/${id}/?to=${town.id('bob')}`, { method: 'PUT', raw: bytes });
    const get = async (id: string, phone: Phone): Promise<Json> => {
      const got = await new Download(url(id), phone.headers()).over;
      return got.status === 200 ? { whole: got.whole } : JSON.parse(got.bytes.toString());
    };

    const wrong = await played(OF_TRANSFERS.http, async (id, method, by) => {
      const phone = phones.get(by)!;
      const row = OF_TRANSFERS.http[method as 'PUT'].split(' ');
      const isIn = id !== NO_ID && row[STANDINGS.indexOf(by)] === '2';
      if (method === 'HEAD') {
        const { status } = await fetch(url(id), { method, headers: phone.headers() });
        return status === 200 ? {} : { code: status === 404 ? 'not_found' : status };
      }
      const other = !isIn ? null : method === 'PUT' ? get(id, phones.get('taker')!) : put(id, phones.get('sender')!);
      const answer = method === 'PUT' ? (await put(id, phone)).body : await get(id, phone);
      await other;
      return answer;
    });

    expect(wrong).toEqual([]);
  });

  it('holds on Socket.IO, and what others may not do disturbs nothing', async () => {
    const ask = (id: string, event: string, by: Standing) => clients.get(by)!.ask(event, { transfer_id: id });

    expect(await played(OF_TRANSFERS.events, ask)).toEqual([]);

    const id = await taken();
    for (const [event, by, expected] of cellsOf(OF_TRANSFERS.events)) if (expected !== '2') await ask(id, event, by);
    const got = files.get('bob', id);
    expect((await files.put('ada', id, bytes, `?to=${town.id('bob')}`)).status).toBe(200);
    expect((await got.over).whole).toBe(true);
  });

  it('holds on ws/file', async () => {
    const wrong = await played(OF_TRANSFERS.frames, async (id, type, by) => {
      const client = town.dial(`/ws/file/${group}/`, { token: phones.get(by)!.access });
      await client.opened();
      client.send({ type, transfer_id: id, user_id: town.id('bob') });
      client.send({ type: 'ping' });
      await client.heard('pong');
      // Taking a file needs the database, so what comes of it may come after the pong.
      const isTaken = () =>
        clients
          .get('sender')!
          .of('transfer:accepted')
          .some(
            (one) => one.transfer_id === id && one.user_id === town.id(PERSON[by]) && one.user_id !== town.id('bob'),
          );
      if (type === 'accept') await soon(() => client.ofType('error').length > 0 || isTaken());
      const [error = {}] = client.ofType('error');
      await client.hangUp();
      return error;
    });

    expect(wrong).toEqual([]);
    for (const by of ['removed', 'stranger'] as const) {
      const client = town.dial(`/ws/file/${group}/`, { token: phones.get(by)!.access });
      expect([by, await client.ended()]).toEqual([by, 4404]);
    }
  });

  it('holds for the list of what is open', async () => {
    const id = await taken();

    const listed = await Promise.all(
      STANDINGS.map(async (by) => {
        const { body } = await phones.get(by)!.get('/transfer/');
        return body.some(({ transfer_id }: Json) => transfer_id === id) ? '2' : '4';
      }),
    );

    expect(listed.join(' ')).toBe(OF_TRANSFERS.list);
  });

  it('lets nobody near the bytes who has not signed in', async () => {
    const id = await taken();
    for (const method of ['GET', 'PUT']) expect((await fetch(url(id), { method })).status).toBe(401);
  });
});
