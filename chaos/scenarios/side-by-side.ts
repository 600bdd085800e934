import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { call } from '../load/call.js';
import { Crowd } from '../load/crowd.js';
import { Probe } from '../load/probe.js';
import { kept } from '../report/kept.js';
import { count, notCovered, row, type Row, within } from '../report/promise.js';
import { Instance, ROOT } from '../stage/instance.js';
import type { Stage } from '../stage/stage.js';
import type { Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

const NEXT = ['--import', join(ROOT, 'chaos/stage/next-version.mjs')];
const TOGETHER_MS = 300_000;
const MOST_LOCKED_MS = 500;
const LOOK_MS = 50;

export const sideBySide: Scenario = {
  name: 'versions',
  title: 'The next version and its schema come beside this one, while people write',
  play: (pace) =>
    withStage(pace, {}, async (stage) => {
      const rows = pace.quick ? 50_000 : 1_000_000;
      await history(stage, rows);
      pace.say(`${count(rows)} old messages`);
      const crowd = await Crowd.gather(stage, { senders: 8, watchers: 6, chats: 3, rate: 40 });
      const locks = await LockWatch.begin(stage);
      await upgrade(stage, 1, NEXT);
      pace.say('the next version runs beside this one');
      await sleep(pace.quick ? 5_000 : TOGETHER_MS);
      await upgrade(stage, 0, NEXT);
      const longest = locks.longestMs;
      await sleep(2_000);
      const outcome = await crowd.end();
      const errors = [...crowd.log.refusals].filter(([what]) => what.startsWith('5'));
      const controls = [await lockIsNoticed(stage, locks), await breakingChangeIsNoticed(stage, crowd)];
      await locks.end();
      return [
        ...kept('two versions on one schema', outcome, 'R28'),
        row('R28', 'answers of 5xx of either version', '0', errors.map(String).join('; ') || '0', !errors.length),
        within('R28', `the longest lock on ${count(rows)} messages`, longest, MOST_LOCKED_MS),
        ...controls,
        notCovered('R28', 'the last tag and this version side by side', 'there is no tag yet: the next one is played'),
      ];
    }),
};

async function history({ postgres }: Stage, rows: number): Promise<void> {
  await postgres.query(`
    INSERT INTO users (username, username_key, password_hash) VALUES ('historian', 'historian', '-');
    INSERT INTO chats (kind, last_seq) VALUES ('group', ${rows});
    INSERT INTO messages (chat_id, seq, sender_id, text, time)
      SELECT c.id, n, u.id, 'long ago, no. ' || n, now()
      FROM generate_series(1, ${rows}) n, users u, chats c WHERE u.username = 'historian' AND c.last_seq = ${rows};
    ANALYZE messages;`);
}

/** As a rolling update does it: stop, exchange, start; people go to the other one meanwhile. */
async function upgrade(stage: Stage, index: number, flags: string[]): Promise<void> {
  const old = stage.instances[index]!;
  await old.stop();
  const { port, env, crashes } = old;
  const next = new Instance(port, env, flags);
  next.crashes = crashes;
  stage.instances[index] = next;
  await next.start();
}

/** A lock that lets nobody write: somebody who asks for it stops all who come after, so waiting for it counts. */
async function lockIsNoticed(stage: Stage, locks: LockWatch): Promise<Row> {
  const client = await stage.postgres.client();
  await client.query('BEGIN; LOCK TABLE messages IN ACCESS EXCLUSIVE MODE');
  await sleep(MOST_LOCKED_MS * 2);
  await client.query('ROLLBACK');
  await client.end();
  const { longestMs } = locks;
  const figure = `${Math.round(longestMs)} ms`;
  return row(
    'R28',
    'control: a lock of a second is noticed',
    `> ${MOST_LOCKED_MS} ms`,
    figure,
    longestMs > MOST_LOCKED_MS,
  );
}

/** What an update must never do while the last version still runs. */
async function breakingChangeIsNoticed(stage: Stage, { people, chats }: Crowd): Promise<Row> {
  const caller = { url: stage.urls[0]!, token: people[0]!.token };
  let sent = 0;
  const text = () => ({ text: `after a careless change ${sent++}` });
  await stage.postgres.query('ALTER TABLE messages RENAME COLUMN text TO body');
  const probe = new Probe(() => call(caller, 'POST', `/chat/${chats[0]}/messages/`, text()));
  await sleep(1_000);
  await probe.end();
  await stage.postgres.query('ALTER TABLE messages RENAME COLUMN body TO text');
  const broken = probe.looks.filter(({ status }) => status >= 500).length;
  return row('R28', 'control: a change that breaks the last version is noticed', '> 0 × 5xx', `${broken}`, broken > 0);
}

/** Looks every 50 ms whether anybody holds, or waits for, a lock on the messages that keeps everybody out. */
class LockWatch {
  longestMs = 0;
  private since: number | undefined;
  private ended = false;
  private readonly watching: Promise<void>;

  private constructor(private readonly client: Client) {
    this.watching = this.watch();
  }

  static async begin({ postgres }: Stage): Promise<LockWatch> {
    return new LockWatch(await postgres.client());
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.watching;
    await this.client.end();
  }

  private async watch(): Promise<void> {
    while (!this.ended) {
      const asked = performance.now();
      const { rowCount } = await this.client.query(
        `SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'messages'::regclass`,
      );
      if (!rowCount) this.since = undefined;
      else this.longestMs = Math.max(this.longestMs, performance.now() - (this.since ??= asked));
      await sleep(LOOK_MS);
    }
  }
}
