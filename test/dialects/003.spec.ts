import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { PresenceTimes } from '../../src/presence/presence-times.js';
import { type Json, send } from '../support/client.js';
import { PASSWORD } from '../support/people.js';
import { SocketTown } from '../support/socket-town.js';
import { Spoken } from '../support/spoken.js';

const LATE = 1500;

/** From the README of that system, to the letter. */
const SNIPPET = `
const socket = new WebSocket("ws://127.0.0.1:8000/ws/chat/testroom/");
socket.onmessage = (e) => console.log("Received:", e.data);
socket.onopen = () => socket.send(JSON.stringify({
  token: "<JWT_TOKEN>",
  type: "join"
}));
`;

describe('a client of system 003', () => {
  let town: SocketTown;
  const open: Spoken[] = [];
  beforeAll(async () => {
    town = await SocketTown.open({}, { signIn: LATE });
    town.app.get(PresenceTimes).grace = 300;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.hangUp()));
    await town.hangUp();
  });
  afterAll(() => town.close());

  const token = (name: string) => town.person(name).phone.access;
  const as = (name: string) => town.person(name).phone;
  const ask = (path: string, json?: object, access?: string) =>
    send(town.app.url + path, { json, headers: access === undefined ? {} : { authorization: `Bearer ${access}` } });
  const at = async (room: string) => {
    const client = Spoken.at(town.app, `/ws/chat/${room}/`);
    open.push(client);
    return client.opened();
  };
  const inRoom = async (name: string, room: string) => {
    const client = (await at(room)).send({ token: token(name), type: 'join' });
    await client.heard((frame) => frame.type === 'join' && frame.username === name);
    return client;
  };
  const of = (client: Spoken, type: string) => client.frames.filter((frame) => frame.type === type);

  it('registers, signs in for tokens and signs out, which ends the refresh token', async () => {
    const credentials = { username: 'hal', password: PASSWORD };

    const made = await ask('/register/', { ...credentials, email: 'hal@example.org' });
    const { status, body: tokens } = await ask('/login/', credentials);
    const out = await ask('/logout/', { refresh: tokens.refresh });

    expect([made.status, made.body]).toEqual([
      201,
      { id: expect.any(Number), username: 'hal', email: 'hal@example.org' },
    ]);
    expect((await ask('/register/', credentials)).status).toBe(400);
    expect([status, Object.keys(tokens).toSorted()]).toEqual([200, ['access', 'refresh']]);
    expect(out.status).toBe(204);
    expect((await ask('/api/auth/jwt/refresh/', { refresh: tokens.refresh })).status).toBe(401);
    expect((await ask('/my-rooms/', undefined, tokens.access)).status).toBe(401);
  });

  it('lists people, makes rooms, and sees its own and public ones', async () => {
    const { body: made, status } = await as('ada').post('/rooms/', { name: 'planning', members: [town.id('bob')] });
    await as('eve').post('/group/', { name: 'Plaza', visibility: 'public' });

    expect([status, made]).toEqual([
      201,
      { id: expect.any(Number), name: 'planning', members: [town.id('ada'), town.id('bob')].toSorted((a, b) => a - b) },
    ]);
    const names = async (path: string, who: string) => (await as(who).get(path)).body.map(({ name }: Json) => name);
    expect(await names('/my-rooms/', 'bob')).toContain('planning');
    expect(await names('/rooms/', 'bob')).toEqual(expect.arrayContaining(['planning', 'Plaza']));
    expect(await names('/rooms/', 'eve')).not.toContain('planning');
    const plaza = (await as('bob').get('/rooms/')).body.find(({ name }: Json) => name === 'Plaza');
    expect(plaza.members).toEqual([]);
    expect((await as('ada').get('/users/')).body).toEqual(
      expect.arrayContaining([{ id: town.id('bob'), username: 'bob' }]),
    );
    for (const path of ['/users/', '/rooms/', '/my-rooms/', `/messages/${made.id}/`])
      expect((await ask(path)).status).toBe(401);
    expect((await ask('/rooms/', { name: 'nobody’s' })).status).toBe(401);
  });

  it('is told why it may not make a room: nobody of that id, only digits, a name that it uses already', async () => {
    await as('ada').post('/rooms/', { name: 'once' });

    for (const [wanted, field] of [
      [{ name: 'nobody', members: [2_000_000_000] }, 'members'],
      [{ name: '4711' }, 'name'],
      [{ name: 'Once' }, 'name'],
      [{ name: ' ' }, 'name'],
    ] as const) {
      const { status, body } = await as('ada').post('/rooms/', wanted);
      expect([status, Object.keys(body.fields)]).toEqual([400, [field]]);
    }
  });

  it('reads and writes the messages of its rooms over REST, which are heard live', async () => {
    const { body: room } = await as('ada').post('/rooms/', { name: 'letters', members: [town.id('bob')] });
    const bob = await inRoom('bob', 'letters');

    const sent = await as('ada').post(`/messages/${room.id}/`, { receiver: town.id('bob'), message: 'Hey there!' });
    const other = await as('ada').post(`/messages/${room.id}/`, { content: 'and to all' });

    const message = { sender: town.id('ada'), receiver: town.id('bob'), message: 'Hey there!' };
    expect([sent.status, sent.body]).toEqual([
      201,
      { id: expect.any(Number), ...message, timestamp: expect.any(String) },
    ]);
    expect(other.body.receiver).toBeNull();
    expect(await bob.heard((frame) => frame.type === 'message')).toEqual({ type: 'message', ...message });
    expect((await as('bob').get(`/messages/${room.id}/`)).body).toEqual([sent.body, other.body]);
    expect((await as('eve').get(`/messages/${room.id}/`)).status).toBe(404);
    expect((await as('eve').post(`/messages/${room.id}/`, { message: 'hello' })).status).toBe(404);
    expect((await as('ada').post(`/messages/${room.id}/`, {})).body.fields).toHaveProperty('message');
  });

  it('says and hears messages, typing, join and exit in frames with exactly these keys', async () => {
    const { body: room } = await as('ada').post('/rooms/', { name: 'duo', members: [town.id('bob')] });
    const [ada, bob] = [await inRoom('ada', 'duo'), await inRoom('bob', 'duo')];
    const [me, you] = [town.id('ada'), town.id('bob')];
    await ada.heard((frame) => frame.type === 'join' && frame.username === 'bob');

    ada.send({ token: token('ada'), type: 'message', receiver: you, message: 'Hey there!' });
    ada.send({ token: token('ada'), type: 'typing' });
    for (const client of [ada, bob]) {
      expect(await client.heard(({ type }) => type === 'message')).toEqual({
        ...{ type: 'message', sender: me, receiver: you, message: 'Hey there!' },
      });
      expect(await client.heard(({ type }) => type === 'typing')).toEqual({ type: 'typing', sender: me });
    }
    bob.send({ token: token('bob'), type: 'exit' });
    for (const client of [ada, bob])
      expect(await client.heard(({ type }) => type === 'exit')).toEqual({ type: 'exit', username: 'bob' });

    expect(ada.frames.filter(({ type }) => type === 'join')).toEqual([
      { type: 'join', username: 'ada' },
      { type: 'join', username: 'bob' },
    ]);
    const { messages } = (await as('bob').get(`/chat/${room.id}`)).body;
    expect(messages.at(-1)).toMatchObject({ text: 'Hey there!', sender: me });
  });

  it('needs no receiver, and may name none who is not in the room', async () => {
    await as('ada').post('/rooms/', { name: 'pair', members: [town.id('bob')] });
    const ada = await inRoom('ada', 'pair');

    ada.send({ token: token('ada'), type: 'message', receiver: town.id('eve'), message: 'for eve' });
    const error = await ada.heard(({ type }) => type === 'error');
    ada.send({ token: token('ada'), type: 'message', message: 'for whoever is here' });

    expect(error).toMatchObject({ code: 'invalid_input', detail: 'The receiver is not in this room.' });
    await ada.heard(({ message }) => message === 'for whoever is here');
    expect(of(ada, 'message')).toEqual([
      { type: 'message', sender: town.id('ada'), receiver: null, message: 'for whoever is here' },
    ]);
  });

  it('works as the README shows it: in the console, and by hand', async () => {
    const said: string[] = [];
    const script = SNIPPET.replace('127.0.0.1:8000', `127.0.0.1:${town.app.port}`).replace('<JWT_TOKEN>', token('ada'));
    const heard = new Promise<void>((done) => {
      const log = (...words: string[]) => said.push(words.join(' ')) && done();
      runInNewContext(`${script}; keep(socket)`, {
        WebSocket,
        JSON,
        console: { log },
        keep: (socket: WebSocket) => open.push(new Spoken(socket)),
      });
    });
    await heard;
    expect(said).toEqual(['Received: {"type":"join","username":"ada"}']);

    // Whoever writes by hand sends the four examples of the README.
    const postman = await at('testroom');
    const is = (type: string) => (frame: Json) => frame.type === type;
    postman.send({ token: token('bob'), type: 'message', receiver: town.id('ada'), message: 'Hey there!' });
    expect(await postman.heard(is('message'))).toEqual({
      ...{ type: 'message', sender: town.id('bob'), receiver: town.id('ada'), message: 'Hey there!' },
    });
    postman.send({ token: token('bob'), type: 'typing' });
    expect(await postman.heard(is('typing'))).toEqual({ type: 'typing', sender: town.id('bob') });
    postman.send({ token: token('bob'), type: 'join' });
    expect(await postman.heard(is('join'))).toEqual({ type: 'join', username: 'bob' });
    postman.send({ token: token('bob'), type: 'exit' });
    expect(await postman.heard(is('exit'))).toEqual({ type: 'exit', username: 'bob' });
  });

  it('hears nothing before its first token, and is closed when none comes in time', async () => {
    const { body: room } = await as('ada').post('/rooms/', { name: 'quiet', members: [town.id('bob')] });
    const silent = await at('quiet');
    silent.send({ type: 'join' });
    expect(await silent.heard(({ type }) => type === 'error')).toMatchObject({ code: 'not_authenticated' });

    await as('ada').post(`/messages/${room.id}/`, { message: 'not for you yet' });

    expect(await silent.ended()).toBe(4408);
    expect(silent.frames.filter(({ type }) => type !== 'error')).toEqual([]);
  });

  it('has to bring a good token of its own with every frame; without it nothing is done', async () => {
    await as('ada').post('/rooms/', { name: 'strict', members: [town.id('bob')] });
    const [ada, bob] = [await inRoom('ada', 'strict'), await inRoom('bob', 'strict')];

    ada.send({ type: 'message', message: 'without' });
    ada.send({ token: 'eyJnonsense', type: 'message', message: 'with nonsense' });
    ada.send({ token: token('ada'), type: 'message', message: 'with mine' });
    await bob.heard(({ message }) => message === 'with mine');
    await ada.heard(({ message }) => message === 'with mine');

    expect(of(ada, 'error').map(({ code }) => code)).toEqual(['not_authenticated', 'not_authenticated']);
    expect(of(bob, 'message').map(({ message }) => message)).toEqual(['with mine']);

    ada.send({ token: token('eve'), type: 'message', message: 'with that of somebody else' });
    expect(await ada.ended()).toBe(4401);
    expect(of(bob, 'message')).toHaveLength(1);
    expect(JSON.stringify(town.app.lines)).not.toContain(token('ada'));
  });

  it('is turned away with a first token that is no good', async () => {
    const stranger = (await at('door')).send({ token: 'eyJnonsense', type: 'join' });

    expect(await stranger.ended()).toBe(4401);
    expect(stranger.frames).toEqual([expect.objectContaining({ type: 'error', code: 'not_authenticated' })]);
  });

  it('leaves the room for the others also when its line breaks', async () => {
    await as('ada').post('/rooms/', { name: 'line', members: [town.id('bob')] });
    const [ada, bob] = [await inRoom('ada', 'line'), await inRoom('bob', 'line')];
    await ada.heard((frame) => frame.type === 'join' && frame.username === 'bob');

    bob.ws.terminate();

    expect(await ada.heard(({ type }) => type === 'exit')).toEqual({ type: 'exit', username: 'bob' });
  });

  it('may go out of the room and come in again on the same line', async () => {
    await as('ada').post('/rooms/', { name: 'revolving', members: [town.id('bob')] });
    const [ada, bob] = [await inRoom('ada', 'revolving'), await inRoom('bob', 'revolving')];
    await ada.heard((frame) => frame.type === 'join' && frame.username === 'bob');

    bob.send({ token: token('bob'), type: 'exit' });
    await ada.heard(({ type }) => type === 'exit');
    const from = ada.frames.length;
    bob.send({ token: token('bob'), type: 'join' });

    expect(await ada.heard(({ type }) => type === 'join', from)).toEqual({ type: 'join', username: 'bob' });
  });

  it('may not write in a room that it was put out of', async () => {
    const { body: room } = await as('ada').post('/rooms/', { name: 'shut', members: [town.id('bob')] });
    const bob = await inRoom('bob', 'shut');

    await as('ada').send(`/group/${room.id}/members/${town.id('bob')}/`, { method: 'DELETE' });

    expect(await bob.ended()).toBe(4403);
    expect((await as('bob').get(`/messages/${room.id}/`)).status).toBe(404);
  });
});
