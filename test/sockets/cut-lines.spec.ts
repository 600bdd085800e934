import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Delivery } from '../../src/realtime/delivery.js';
import { CuttableLine } from '../support/cuttable-line.js';
import { deleteChats } from '../support/delete-chats.js';
import { Replica, stateEqualsFresh } from '../support/replica.js';
import { seeded } from '../support/seeded.js';
import { SocketTown } from '../support/socket-town.js';
import { soon } from '../support/soon.js';
import { upTo } from '../support/world.js';

const CLIENTS = 8;
const MESSAGES = 300;
const SEED = 20_261_120;

describe('whoever is cut off again and again', () => {
  let town: SocketTown;
  let line: CuttableLine;
  beforeAll(async () => {
    town = await SocketTown.open();
    line = await CuttableLine.to(town.app.port);
  });
  const opened: Replica[] = [];
  afterEach(() => {
    jest.restoreAllMocks();
    for (const replica of opened.splice(0)) replica.leave();
  });
  afterAll(async () => {
    await line.close();
    await town.close();
  });

  const overLine = () => town.io('bob', undefined, line.port);
  const bobs = () => town.io('bob');

  /** Writes while lines are cut at random, and returns when everybody is back. */
  async function writeWhileCutting(replicas: Replica[], chat: number): Promise<void> {
    const random = seeded(SEED);
    const ada = await town.raw('ada', chat);
    for (let n = 1; n <= MESSAGES; n++) {
      ada.send({ type: 'message', text: `no. ${n}` });
      if (random() < 0.15) line.cut(() => random() < 0.4);
      await sleep(4);
    }
    await ada.heard('ack', () => ada.ofType('ack').length === MESSAGES);
    await soon(() => replicas.every(({ isConnected }) => isConnected));
  }

  async function ending(chat: number, heals: boolean): Promise<Replica[]> {
    const replicas = await Promise.all(upTo(CLIENTS).map(() => Replica.open(overLine, { heals, returns: true })));
    opened.push(...replicas);
    await writeWhileCutting(replicas, chat);
    return replicas;
  }

  const newChat = async (): Promise<number> => {
    await deleteChats(town.app.database);
    return (await town.person('ada').phone.post('/chat/', { username_input: 'bob' })).body.id;
  };

  it('ends with the same log as everybody else, without a gap and in order', async () => {
    const chat = await newChat();

    const replicas = await ending(chat, true);

    for (const replica of replicas) {
      await stateEqualsFresh(replica, bobs);
      expect(replica.messagesOf(chat)).toEqual(upTo(MESSAGES));
    }
  });

  it('has gaps when it does not ask what it missed (negative control)', async () => {
    const chat = await newChat();

    const replicas = await ending(chat, false);

    expect(replicas.filter((replica) => replica.messagesOf(chat).length < MESSAGES)).not.toEqual([]);
  });

  it('or loses every twentieth event on the way, ends with the same log too', async () => {
    const chat = await newChat();
    const random = seeded(SEED);
    const delivery = town.app.get(Delivery);
    const real = delivery.toMembersOf.bind(delivery);
    let lost = 0;
    jest.spyOn(delivery, 'toMembersOf').mockImplementation((...args) => {
      if (random() < 0.05) lost++;
      else real(...args);
    });
    const replica = await Replica.open(bobs);

    const ada = await town.person('ada').phone;
    for (let n = 1; n <= 200; n++) await ada.post(`/chat/${chat}/messages/`, { text: `no. ${n}` });
    // What a client does every 30 s by itself.
    await replica.catchUp();

    expect(lost).toBeGreaterThan(0);
    await stateEqualsFresh(replica, bobs);
    expect(replica.messagesOf(chat)).toEqual(upTo(200));
  });
});
