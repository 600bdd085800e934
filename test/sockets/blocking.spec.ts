import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TokenBuckets } from '../../src/access/token-bucket.js';
import type { Browser, Json } from '../support/client.js';
import type { RawClient } from '../support/raw-client.js';
import type { SocketClient } from '../support/socket-client.js';
import { soon } from '../support/soon.js';
import { SocketTown } from '../support/socket-town.js';

let town: SocketTown;
let chat: number;
let group: number;
let [adasPage, bobsPage]: SocketClient[] = [];
let bobsPhone: RawClient;
let bobsBrowser: Browser;
let count = 0;

beforeAll(async () => {
  // Typing is told every three seconds only, which would hide why it is not told.
  jest.spyOn(TokenBuckets.prototype, 'take').mockReturnValue(0);
  town = await SocketTown.open();
  const bob = town.person('bob');
  chat = (await bob.phone.post('/chat/', { username: 'ada' })).body.id;
  group = (await bob.phone.post('/group/', { name: 'Harbour', members: ['ada', 'eve'] })).body.id;
  [adasPage, bobsPage] = [await town.io('ada'), await town.io('bob')];
  bobsPhone = await town.raw('bob', chat);
  bobsBrowser = await bob.browser();
  for (const page of [adasPage, bobsPage]) await page.ask('chat:open', { chat_id: group });
});
afterAll(async () => {
  await town.close();
  jest.restoreAllMocks();
});

const bob = () => town.person('bob').phone;
const isAda = ({ username }: Json) => username === 'ada';
const newId = () => `message-${++count}`;
const statusOf = async (path: string, json: object) => (await bob().post(path, json)).status;

async function framed(): Promise<string> {
  const client_id = newId();
  bobsPhone.send({ type: 'message', text: 'Hello', client_id });
  const answer = () => bobsPhone.frames.find((frame) => frame.client_id === client_id && frame.type !== 'message');
  await soon(() => answer() !== undefined);
  return answer().type;
}

async function typing(from: SocketClient, to: SocketClient, chatId: number): Promise<number> {
  const before = to.of('typing').length;
  await from.ask('typing:start', { chat_id: chatId });
  await from.settled();
  await to.settled();
  return to.of('typing').length - before;
}

async function mention(): Promise<number> {
  const mentions = async () => (await town.person('ada').phone.get('/group/')).body[0].mentions as number;
  const before = await mentions();
  await bob().post(`/chat/${group}/messages/`, { text: 'Where is @ada?' });
  return (await mentions()) - before;
}

async function addToGroup(): Promise<number> {
  const { body } = await bob().post('/group/', { name: `Group ${++count}`, members: ['eve'] });
  return statusOf(`/group/${body.id}/members/`, { usernames: ['ada'] });
}

async function offer(): Promise<string> {
  const answer = await bobsPage!.ask('transfer:offer', { chat_id: chat, name: 'a.txt', size: 3 });
  return answer.ok ? 'offered' : answer.code;
}

/** What somebody does to the one who blocks them: what they get before, and what afterwards. */
const DOORS: [door: string, before: unknown, after: unknown, act: () => Promise<unknown>][] = [
  ['open the chat', 200, 404, () => statusOf('/chat/', { username: 'ada' })],
  ['write over REST', 201, 403, () => statusOf(`/chat/${chat}/messages/`, { text: 'Hello' })],
  [
    'write by the form of the page',
    303,
    403,
    async () => (await bobsBrowser.submit(`/chat-web/${chat}/messages`, { text: 'Hello', client_id: newId() })).status,
  ],
  [
    'write over Socket.IO',
    true,
    false,
    async () => (await bobsPage!.ask('message:send', { chat_id: chat, text: 'Hello', client_id: newId() })).ok,
  ],
  ['write on a raw socket', 'ack', 'error', framed],
  ['find them', true, false, async () => (await bob().get('/search/?q=ada')).body.some(isAda)],
  ['look through everybody', true, false, async () => (await bob().get('/user/')).body.results.some(isAda)],
  ['make a group with them', 201, 400, () => statusOf('/group/', { name: `Group ${++count}`, members: ['ada'] })],
  ['add them to a group', 201, 400, addToGroup],
  ['see in the list whether they are here', true, null, async () => (await bob().get('/chat/')).body[0].is_online],
  ['see it in the chat', true, null, async () => (await bob().get(`/chat/${chat}`)).body.is_online],
  [
    'see it among the members of a group',
    true,
    null,
    async () => (await bob().get(`/group/${group}/members/`)).body.results.find(isAda).is_online,
  ],
  ['offer them a file', 'offered', 'peer_offline', offer],
  ['show that they type, in the chat', 1, 0, () => typing(bobsPage!, adasPage!, chat)],
  ['show that they type, in a group', 1, 0, () => typing(bobsPage!, adasPage!, group)],
  ['see them type in a group', 1, 0, () => typing(adasPage!, bobsPage!, group)],
  ['call them by name in a group', 1, 0, mention],
];

describe('whoever is blocked can not', () => {
  const before: unknown[] = [];
  beforeAll(async () => {
    for (const [, , , act] of DOORS) before.push(await act());
    await town.person('ada').phone.post(`/user/${town.id('bob')}/block/`);
  });

  it.each(DOORS)('%s', async (door, could, can, act) => {
    expect([door, before[DOORS.findIndex(([name]) => name === door)]]).toEqual([door, could]);
    expect([door, await act()]).toEqual([door, can]);
  });

  it('be told so: open sockets hear only that it is not known any more who is here', async () => {
    await bobsPage!.heard('presence', ({ user_id, is_online }) => user_id === town.id('ada') && is_online === null);

    expect(bobsPage!.events.filter(([name]) => /block/.test(name))).toEqual([]);
  });

  it('be kept out for ever: unblocked, they can again', async () => {
    await town.person('ada').phone.delete(`/user/${town.id('bob')}/block/`);

    expect(await statusOf(`/chat/${chat}/messages/`, { text: 'Hello' })).toBe(201);
    expect((await bob().get('/search/?q=ada')).body.some(isAda)).toBe(true);
  });
});
