import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { SocketTimes } from '../../src/realtime/socket-times.js';
import type { OpenApp } from '../support/app.js';
import type { Json } from '../support/client.js';
import { RawClient } from '../support/raw-client.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { TwoInstances } from '../support/two-instances.js';
import { upTo } from '../support/world.js';

const EACH = 150;
const PAUSE = 25;

describeIf('redis-server', 'two instances that are restarted one after the other', () => {
  let two: TwoInstances;
  /** Where people connect; the town's own server only keeps the database. */
  let running: OpenApp[];
  let chat: number;
  beforeAll(async () => {
    two = await TwoInstances.open();
    running = [await two.join(), await two.join()];
    chat = await two.town.chat('ada', 'bob', 'eve');
  });
  afterAll(async () => {
    for (const app of running) await app.close();
    await two.close();
  });

  /** A program that connects to any of them, and sends again what was not acknowledged, unless it does not insist. */
  class Writer {
    readonly acknowledged = new Map<string, number>();
    restarts = 0;
    failed = 0;
    private client: RawClient | undefined;

    constructor(
      private readonly name: string,
      private readonly insists = true,
    ) {}

    async write(isOver = (n: number) => n > EACH): Promise<void> {
      for (let n = 1; !isOver(n); n++) {
        await this.sayUntilHeard(`${this.name}.${n}`);
        await sleep(PAUSE);
      }
      await this.client?.hangUp();
    }

    private async sayUntilHeard(client_id: string): Promise<void> {
      const isMine = (frame: Json) => frame.client_id === client_id;
      for (;;) {
        try {
          const client = (this.client ??= await this.connect());
          client.send({ type: 'message', text: client_id, client_id });
          await soon(() => client.closed !== undefined || client.ofType('ack').some(isMine));
          const ack = client.ofType('ack').find(isMine);
          if (!ack) throw new Error('closed');
          return void this.acknowledged.set(client_id, ack.seq);
        } catch {
          if (this.client?.closed?.code === 1012) this.restarts++;
          this.client = undefined;
          this.failed++;
          if (!this.insists) return;
          await sleep(20);
        }
      }
    }

    private async connect(): Promise<RawClient> {
      const app = running[Math.floor(Math.random() * running.length)]!;
      const client = RawClient.dial(app, chat, { token: two.town.person(this.name).phone.access });
      if ((await client.refused()) !== 101) throw new Error('refused');
      return client;
    }
  }

  it('lose no message, send none twice, and nobody is left out', async () => {
    const writers = ['ada', 'bob', 'eve'].map((name) => new Writer(name));
    const watcher = await two.raw('bob', chat, 'here');

    const written = Promise.all(writers.map((writer) => writer.write()));
    for (const place of [0, 1, 0, 1]) {
      await sleep(500);
      const [old] = running.splice(place, 1);
      await old!.close();
      running.push(await two.join());
    }
    await written;

    const all = EACH * 3;
    await watcher.heard('message', ({ seq }) => seq === all);
    expect(writers.reduce((sum, { restarts }) => sum + restarts, 0)).toBeGreaterThan(0);
    expect(watcher.ofType('message').map(({ seq }) => seq)).toEqual(upTo(all));
    const placed = new Map(watcher.ofType('message').map(({ client_id, seq }) => [client_id, seq]));
    for (const { acknowledged } of writers)
      for (const [client_id, seq] of acknowledged) expect([client_id, placed.get(client_id)]).toEqual([client_id, seq]);
    expect(placed.size).toBe(all);
  });

  it('fail those who do not send again: the control', async () => {
    chat = await two.town.chat('ada', 'bob', 'eve');
    const writers = ['ada', 'bob', 'eve'].map((name) => new Writer(name, false));

    let over = false;
    const written = Promise.all(writers.map((writer) => writer.write(() => over)));
    for (const old of [...running]) {
      await sleep(500);
      running.push(await two.join());
      running.splice(running.indexOf(old), 1);
      await old.close();
    }
    over = true;
    await written;

    expect(writers.reduce((sum, { failed }) => sum + failed, 0)).toBeGreaterThan(0);
  });

  it('send their people away a few at a time', async () => {
    const crowded = await two.join();
    crowded.get(SocketTimes).restartNotice = 100;
    const clients = [];
    for (let n = 0; n < 18; n++)
      clients.push(await two.town.raw(['ada', 'bob', 'eve'][n % 3]!, chat, { port: crowded.port }));
    const pages = [
      await two.town.io('ada', undefined, crowded.port),
      await two.town.io('bob', undefined, crowded.port),
    ];

    await crowded.close();

    // Five at a time, person by person: Ada's page is her seventh connection, Bob's the 14th of all.
    const hints = await Promise.all(pages.map((page) => page.heard('server:restart')));
    expect(hints.map(({ in_ms }) => in_ms)).toEqual([140, 180]);
    expect(await Promise.all(clients.map((client) => client.ended()))).toEqual(clients.map(() => 1012));
  });
});
