import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { guard, release, temporaryFolder } from '../../test/support/guard.mjs';
import { inPath } from '../../test/support/in-path.js';
import { startRedis, type TestRedis } from '../../test/support/redis.js';
import { parentOf, type Watched } from '../load/cpu.js';
import { Generator } from './generator.js';
import { type Peer, ROOT, startPeer, TYPESCRIPT } from './peer.js';

/** The program of each floor, and whether it is given the server's database. */
const FLOORS = {
  'bare Socket.IO': { program: 'socketio.ts' },
  'bare ws': { program: 'ws.ts' },
  'one INSERT each': { program: 'socketio.ts', stores: true },
  'chat list': { program: 'chat-list.ts', stores: true },
  'TCP pipe': { program: 'pipe.ts' },
} as const;
export type FloorName = keyof typeof FLOORS;

export interface Setting {
  /** An empty database of a PostgreSQL on this machine; by default the bundled one is started. */
  databaseUrl?: string;
  nodeFlags?: string[];
}

/** Everything that a scenario plays on: the database, the built server, the floors, the load generator. */
export class Stage {
  readonly generator = Generator.start();
  readonly jwtSecret = randomBytes(32).toString('hex');
  /** Which programs have worked long enough to be measured, by which wire. */
  readonly playedIn = new Set<string>();
  private readonly peers = new Map<string, Promise<Peer>>();
  private constructor(
    private readonly databaseUrl: string,
    private readonly postmaster: number,
    private readonly nodeFlags: string[],
    private readonly closing: (() => Promise<unknown>)[],
  ) {}

  static async open({ databaseUrl, nodeFlags = [] }: Setting = {}): Promise<Stage> {
    const closing: (() => Promise<unknown>)[] = [];
    const url = databaseUrl ?? (await bundledDatabase(closing));
    return new Stage(url, await postmasterOf(url), nodeFlags, closing);
  }

  /** The built server, started at the first call with limits off; by another name another one beside it. */
  server(name = 'server', env: Record<string, string> = {}): Promise<Peer> {
    return this.peer(name, () =>
      startPeer([...this.nodeFlags, join(ROOT, 'dist/src/main.js')], {
        PORT: '0',
        RATE_LIMIT: 'off',
        DATA_DIR: temporaryFolder('bench-server'),
        DATABASE_URL: this.databaseUrl,
        JWT_SECRET: this.jwtSecret,
        SESSION_SECRET: this.jwtSecret,
        ...env,
      }),
    );
  }

  /** Two instances that share the database and a Redis; undefined where this machine has none. */
  async two(): Promise<{ here: Peer; there: Peer; redis: TestRedis } | undefined> {
    if (!inPath('redis-server')) return undefined;
    const redis = await startRedis();
    this.closing.push(() => redis.stop());
    const env = { REDIS_URL: redis.url };
    return { here: await this.server('here', env), there: await this.server('there', env), redis };
  }

  floor(name: FloorName, as: string = name, more: Record<string, string> = {}): Promise<Peer> {
    const { program, stores }: { program: string; stores?: boolean } = FLOORS[name];
    return this.peer(as, async () => {
      if (stores) await this.server();
      const env: Record<string, string> = stores ? { DATABASE_URL: this.databaseUrl } : {};
      return startPeer([...TYPESCRIPT, join(ROOT, 'bench/floors', program)], { ...env, ...more });
    });
  }

  /** A connection to the server's database, for the people and chats that a scenario needs. */
  async sql(): Promise<pg.Client> {
    await this.server();
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    this.closing.push(() => client.end());
    return client;
  }

  /** What a run on this peer uses: its own CPU and that of PostgreSQL. */
  watched({ pid }: Peer): Watched {
    return { server: pid, postgres: this.postmaster };
  }

  async close(): Promise<void> {
    this.generator.stop();
    for (const peer of this.peers.values()) await (await peer).stop();
    for (const end of this.closing.reverse()) await end();
    await release();
  }

  private peer(name: string, start: () => Promise<Peer>): Promise<Peer> {
    const peer = this.peers.get(name) ?? start();
    this.peers.set(name, peer);
    return peer;
  }
}

async function bundledDatabase(closing: (() => Promise<unknown>)[]): Promise<string> {
  const dataDir = temporaryFolder('bench');
  const database = await startEmbeddedPostgres({ dataDir });
  guard('pid', await postmasterOf(database.url));
  closing.push(() => database.stop());
  return database.url;
}

/** The parent of any backend. */
async function postmasterOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const parent = parentOf(rows[0]!.pid);
  await client.end();
  return parent;
}
