import { randomBytes } from 'node:crypto';
import { Cast, type Person as Actor } from '../../bench/stage/cast.js';
import { temporaryFolder } from '../../test/support/guard.mjs';
import { startRedis, type TestRedis } from '../../test/support/redis.js';
import { seeded } from '../../test/support/seeded.js';
import { AccessTokens } from '../../src/auth/tokens/access-tokens.js';
import type { Config } from '../../src/config/config.js';
import { call } from '../load/call.js';
import { Instance } from './instance.js';
import { Line } from './line.js';
import { lastingPort } from './port.js';
import { Postgres, type Cluster } from './postgres.js';

export interface Person extends Actor {
  username: string;
}

export interface Setup extends Cluster {
  seed: number;
  instances?: number;
  env?: Record<string, string>;
  flags?: (instance: number) => string[];
}

/** Two instances of the built server, their PostgreSQL and Redis, and the lines between them and to the clients. */
export class Stage {
  /** For the faults alone, so that they come in the same order whatever the machine makes of them. */
  readonly random: () => number;
  readonly instances: Instance[] = [];
  /** What clients dial: one for each instance. */
  readonly doors: Line[] = [];
  /** From each instance to Redis. */
  readonly wires: Line[] = [];
  readonly jwtSecret = randomBytes(32).toString('hex');

  private constructor(
    readonly postgres: Postgres,
    readonly redis: TestRedis,
    private readonly seed: number,
  ) {
    this.random = seeded(seed);
  }

  static async open(setup: Setup): Promise<Stage> {
    const stage = new Stage(await Postgres.start(setup), await startRedis(), setup.seed);
    for (let index = 0; index < (setup.instances ?? 2); index++) await stage.add(index, setup);
    await Promise.all(stage.instances.map((instance) => instance.start()));
    return stage;
  }

  get ports(): number[] {
    return this.doors.map(({ port }) => port);
  }

  /** Past the doors, for what the suite itself has to know. */
  get urls(): string[] {
    return this.instances.map(({ url }) => url);
  }

  /** Another sequence of this seed, for what goes on at its own pace beside the faults. */
  dice(number: number): () => number {
    return seeded(this.seed * 1_000 + number);
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)]!;
  }

  between(least: number, most: number): number {
    return least + this.random() * (most - least);
  }

  /** New people, each signed in with one device. Their tokens last for a quarter of an hour. */
  async people(count: number): Promise<Person[]> {
    const sql = await this.postgres.client();
    try {
      const people = await new Cast(sql as never, this.jwtSecret).people(count);
      const { rows } = await sql.query('SELECT id, username FROM users WHERE id = ANY($1)', [
        people.map(({ id }) => id),
      ]);
      const names = new Map(rows.map(({ id, username }) => [Number(id), username as string]));
      return people.map((person) => ({ ...person, username: names.get(Number(person.id))! }));
    } finally {
      await sql.end();
    }
  }

  /** New tokens for long runs: these people's connections are soon ended, and come back with them. */
  async renew(people: Person[]): Promise<void> {
    // Sessions too: one without a refresh token is swept away after a while.
    const ids = people.map(({ id }) => Number(id)).join(', ');
    const sql = `INSERT INTO sessions (user_id, kind) SELECT id, 'api' FROM users WHERE id IN (${ids}) RETURNING user_id, id AS session_id`;
    const rows = await this.postgres.query<{ user_id: number; session_id: number }>(sql);
    const sessions = new Map(rows.map((row) => [Number(row.user_id), Number(row.session_id)]));
    const tokens = new AccessTokens({ jwtSecret: this.jwtSecret } as Config);
    for (const person of people) person.token = tokens.sign(person.id, sessions.get(Number(person.id))!, 'chaos');
  }

  /** A group of these people, made by the first of them. */
  async group([owner, ...members]: Person[]): Promise<number> {
    const body = { name: `Chaos ${randomBytes(4).toString('hex')}`, members: members.map(({ username }) => username) };
    return (await call<{ id: number }>({ url: this.urls[0]!, token: owner!.token }, 'POST', '/group/', body)).id;
  }

  groups(people: Person[], count: number): Promise<number[]> {
    return Promise.all(Array.from({ length: count }, () => this.group(people)));
  }

  crashes(): number {
    return this.instances.reduce((sum, { crashes }) => sum + crashes, 0);
  }

  async close(): Promise<void> {
    this.redis.thaw();
    this.postgres.thaw();
    await Promise.all(this.instances.map((instance) => instance.stop()));
    await Promise.all([...this.doors, ...this.wires].map((line) => line.close()));
    await this.redis.stop();
    await this.postgres.stop();
  }

  private async add(index: number, { env = {}, flags = () => [] }: Setup): Promise<void> {
    const redisPort = Number(new URL(this.redis.url).port);
    const wire = await Line.to({ host: '127.0.0.1', port: redisPort }, this.dice(100 + index));
    const port = await lastingPort();
    this.wires.push(wire);
    this.doors.push(await Line.to({ host: '127.0.0.1', port }, this.dice(200 + index)));
    const own = {
      DATABASE_URL: this.postgres.url,
      REDIS_URL: `redis://127.0.0.1:${wire.port}`,
      JWT_SECRET: this.jwtSecret,
      SESSION_SECRET: this.jwtSecret,
      DATA_DIR: temporaryFolder('chaos-instance'),
      RATE_LIMIT: 'off',
    };
    this.instances.push(new Instance(port, { ...own, ...env }, flags(index)));
  }
}
