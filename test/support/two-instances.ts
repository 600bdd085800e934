import { randomUUID } from 'node:crypto';
import type { Config } from '../../src/config/config.js';
import { Topics } from '../../src/cluster/topics.js';
import { SocketTimes } from '../../src/realtime/socket-times.js';
import { openApp, type OpenApp } from './app.js';
import { Phone } from './client.js';
import type { RawClient, RawOptions } from './raw-client.js';
import { freePort, startRedis, type TestRedis } from './redis.js';
import type { SocketClient } from './socket-client.js';
import { SocketTown } from './socket-town.js';
import { soon } from './soon.js';

export type Place = 'here' | 'there';

/** A town with two servers that share a database and a Redis: people come in at the one, or at the other. */
export class TwoInstances {
  private constructor(
    readonly redis: TestRedis,
    readonly town: SocketTown,
    readonly there: OpenApp,
  ) {}

  static async open(changes: Partial<Config> = {}, times: Partial<SocketTimes> = {}): Promise<TwoInstances> {
    const redis = await startRedis();
    const everywhere = { ...changes, redisUrl: redis.url };
    const town = await SocketTown.open({ ...(await ownPlace()), ...everywhere }, { news: 100, ...times });
    const shared = { ...everywhere, databaseUrl: town.app.config.databaseUrl };
    const there = await openApp({ ...(await ownPlace()), ...shared }, (server) => {
      Object.assign(server.get(SocketTimes), town.app.get(SocketTimes));
    });
    const two = new TwoInstances(redis, town, there);
    await two.hearing();
    return two;
  }

  /** One more server beside these. */
  async join(changes: Partial<Config> = {}): Promise<OpenApp> {
    return openApp({ ...this.here.config, ...(await ownPlace()), ...changes }, (server) => {
      Object.assign(server.get(SocketTimes), this.here.get(SocketTimes));
    });
  }

  async close(): Promise<void> {
    this.redis.thaw();
    await this.town.hangUp();
    await this.there.close();
    await this.town.close();
    await this.redis.stop();
  }

  get here(): OpenApp {
    return this.town.app;
  }

  at(place: Place): OpenApp {
    return place === 'here' ? this.here : this.there;
  }

  raw(name: string, chat: number, place: Place, options: RawOptions = {}): Promise<RawClient> {
    return this.town.raw(name, chat, { port: this.at(place).port, ...options });
  }

  io(name: string, place: Place, token?: string): Promise<SocketClient> {
    return this.town.io(name, token ?? this.town.person(name).phone.access, this.at(place).port);
  }

  /** The phone of that person, which asks this server. */
  phone(name: string, place: Place): Phone {
    const { access, refresh } = this.town.person(name).phone;
    return new Phone(this.at(place), access, refresh);
  }

  isDeaf(place: Place): boolean {
    return this.topics(place).isDeaf;
  }

  /** What either says now reaches the other. Not to be deaf is less: a sender rests after failures. */
  async hearing(): Promise<void> {
    await Promise.all([this.reaches('here', 'there'), this.reaches('there', 'here')]);
    await soon(() => !this.isDeaf('here') && !this.isDeaf('there'));
  }

  private async reaches(from: Place, to: Place): Promise<void> {
    const word = randomUUID();
    let heard = false;
    this.topics(to).on(word, () => (heard = true));
    await soon(() => heard || (this.topics(from).publish(word, null), false));
  }

  private topics(place: Place): Topics {
    return this.at(place).get(Topics as never as new () => Topics);
  }
}

/** Where it listens, which it has to know before it does: the others reach it there. */
async function ownPlace(): Promise<Pick<Config, 'port' | 'instanceUrl'>> {
  const port = await freePort();
  return { port, instanceUrl: `http://127.0.0.1:${port}` };
}
