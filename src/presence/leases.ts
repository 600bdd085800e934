import { randomUUID } from 'node:crypto';
import type { Redis, RedisClient } from '../cluster/redis.js';

/** Where each instance keeps one entry that expires unless it is renewed. Both methods end within 500 ms or reject. */
export interface Leases {
  /** Keeps this instance's entry for so many ms. */
  renew(entry: string, ms: number): Promise<void>;
  /** The entries of all other instances, by their names. */
  others(): Promise<Map<string, string>>;
}

const NAMES = 'parley:presence';
const keyOf = (name: string): string => `parley:presence:${name}`;

export class RedisLeases implements Leases {
  private readonly name = randomUUID();
  private readonly breaker;

  constructor(
    redis: Redis,
    private readonly client: RedisClient,
  ) {
    this.breaker = redis.breaker();
  }

  async renew(entry: string, ms: number): Promise<void> {
    await this.breaker.run(() =>
      this.client.multi().set(keyOf(this.name), entry, { PX: ms }).sAdd(NAMES, this.name).exec(),
    );
  }

  async others(): Promise<Map<string, string>> {
    const names = (await this.breaker.run(() => this.client.sMembers(NAMES))).filter((name) => name !== this.name);
    if (names.length === 0) return new Map();
    const entries = await this.breaker.run(() => this.client.mGet(names.map(keyOf)));
    const expired = names.filter((_, index) => entries[index] === null);
    // Whoever is forgotten here and lives after all names itself again with the next beat.
    if (expired.length) await this.breaker.run(() => this.client.sRem(NAMES, expired));
    return new Map(names.flatMap((name, index) => (entries[index] ? [[name, entries[index]]] : [])));
  }
}
