import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../src/shared/limits.js';
import type { ChatMessage, Parley as TypedParley } from '../../src/typed-client/index.js';
import { type OpenApp, openApp } from '../support/app.js';
import { CuttableLine } from '../support/cuttable-line.js';
import { people, type TestPerson } from '../support/people.js';
import { soon } from '../support/soon.js';

const { Parley } = (await import(
  join(import.meta.dirname, '../../dist/client/node.js')
)) as typeof import('../../src/typed-client/index.js');
const NOBODY_LISTENS = 1;

describe('a program with the typed client whose line is cut', () => {
  let app: OpenApp;
  let line: CuttableLine;
  let ada: TestPerson;
  let bob: TestPerson;
  let chat: number;
  const open: TypedParley[] = [];

  beforeAll(async () => {
    app = await openApp();
    line = await CuttableLine.to(app.port);
    [ada, bob] = await people(app, 'ada', 'bob');
    chat = (await ada.phone.post('/chat/', { username: 'bob' })).body.id;
  });
  afterEach(() => {
    for (const client of open.splice(0)) client.live.close();
  });
  afterAll(async () => {
    await line.close();
    await app.close();
  });

  const client = async (person: TestPerson, port = app.port) => {
    const { access, refresh } = await person.anotherPhone();
    const made = new Parley(`http://127.0.0.1:${port}`, { tokens: { access, refresh } });
    open.push(made);
    return made;
  };
  const textsFor = (who: TypedParley) => {
    const messages: ChatMessage[] = [];
    who.on('message:new', (message) => messages.push(message));
    return () => messages.filter(({ kind }) => kind === 'text').map(({ text }) => text);
  };

  it('hears everything that was said meanwhile, in order and once, and what it sends is stored once', async () => {
    const [hers, his] = [await client(ada, line.port), await client(bob)];
    const heard = textsFor(hers);
    await Promise.all([hers.live.connect(), his.live.connect()]);
    const said: string[] = [];
    const say = async (from: number, to: number) => {
      for (let n = from; n < to; n++) {
        said.push(`message ${n}`);
        await his.send(chat, `message ${n}`);
      }
    };

    await say(0, 20);
    line.stall();
    const own = Promise.all([hers.live.send(chat, 'mine 1'), hers.live.send(chat, 'mine 2')]);
    await say(20, 150);
    await line.mend();
    await own;
    await say(150, 170);

    await soon(() => heard().length === said.length + 2);
    expect(heard().filter((text) => text.startsWith('message'))).toEqual(said);
    expect(heard().filter((text) => text.startsWith('mine'))).toEqual(['mine 1', 'mine 2']);
  });

  it('hears also what was said in a chat that somebody opened with it meanwhile', async () => {
    const [eve, dan] = await people(app, 'eve', 'dan');
    const hers = await client(eve!, line.port);
    const heard = textsFor(hers);
    const opened: number[] = [];
    hers.on('chat:added', ({ id }) => opened.push(id));
    await hers.live.connect();

    line.stall();
    const { id } = (await dan!.phone.post('/chat/', { username: 'eve' })).body;
    for (const text of ['Hello.', 'Are you there?']) await dan!.phone.post(`/chat/${id}/messages/`, { text });
    await line.mend();

    await soon(() => heard().length === 2);
    expect([heard(), opened]).toEqual([['Hello.', 'Are you there?'], [id]]);
  });

  it('misses nothing in any of more chats than one answer tells of, and takes none for new', async () => {
    const [fay] = await people(app, 'fay');
    const oldest = (await fay!.phone.post('/group/', { name: 'The oldest', members: ['ada'] })).body.id;
    for (let n = 0; n < LIMITS.syncAdded + 5; n++) await fay!.phone.post('/group/', { name: `Group ${n}` });
    const hers = await client(fay!, line.port);
    const heard = textsFor(hers);
    let opened = 0;
    hers.on('chat:added', () => opened++);
    await hers.live.connect();

    line.stall();
    await ada.phone.post(`/chat/${oldest}/messages/`, { text: 'Anybody left here?' });
    await line.mend();

    await soon(() => heard().length === 1);
    expect([heard(), opened]).toEqual([['Anybody left here?'], 0]);
  });

  it('is told once how far others have read, however often the line breaks', async () => {
    const hers = await client(ada, line.port);
    const read: string[] = [];
    hers.on('message:read', ({ username, up_to }) => read.push(`${username} ${up_to}`));
    const connections = () => new Promise<void>((resolve) => void hers.on('connected', resolve));
    await hers.live.connect();
    const { seq } = await hers.live.send(chat, 'Do you see this?');
    await bob.phone.post(`/chat/${chat}/read/`);
    await soon(() => read.includes(`bob ${seq}`));

    const back = connections();
    line.cut();
    await back;

    expect(read.filter((one) => one === `bob ${seq}`)).toHaveLength(1);
  });

  it('that gives up waiting for a connection is told that nothing came of it', async () => {
    const parley = await client(ada, NOBODY_LISTENS);
    const waiting = [parley.live.connect(), parley.live.send(chat, 'too early')];
    parley.live.close();

    const failures = await Promise.all(waiting.map((promise) => promise.catch((error) => error.code)));

    expect(failures).toEqual(['unavailable', 'unavailable']);
  });
});
