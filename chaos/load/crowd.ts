import type { Evidence } from '../oracle/evidence.js';
import { missedFalsehoods } from '../oracle/falsify.js';
import { judge, type Verdict } from '../oracle/judge.js';
import { timeUntil } from '../stage/soon.js';
import type { Person, Stage } from '../stage/stage.js';
import { call } from './call.js';
import { finalRead } from './final-read.js';
import { ClientLog } from './log.js';
import { Sender } from './sender.js';
import { IoWatcher, RawWatcher, type Watcher } from './watcher.js';

export interface Company {
  senders: number;
  watchers: number;
  chats: number;
  /** Messages a second, of all together. */
  rate: number;
  window?: number;
}

export interface Outcome {
  verdict: Verdict;
  /** Negative controls that the oracle did not notice. */
  missed: string[];
  /** From the last acknowledgement until every client showed everything, by itself; Infinity when that never came. */
  quietMs: number;
  unknown: number;
  repeatedSends: number;
  reconnects: number;
  noticed: number;
}

const PATIENCE_MS = 60_000;

/** People who write and people who read, with a log of what they asked for and what they saw. */
export class Crowd {
  readonly log = new ClientLog();
  readonly watchers: Watcher[];
  private readonly writing: Sender[];

  private constructor(
    private readonly stage: Stage,
    readonly people: Person[],
    readonly chats: number[],
    company: Company,
  ) {
    const { ports } = stage;
    this.watchers = Array.from({ length: company.watchers }, (_, n) => {
      const person = people[company.senders + n]!;
      const random = stage.dice(300 + n);
      if (n % 2) return new IoWatcher(`watcher ${n}`, { person, chats, ports, random }, n);
      return new RawWatcher(`watcher ${n}`, { person, chats: [chats[n % chats.length]!], ports, random }, n);
    });
    const talk = { log: this.log, ports, chats, rate: company.rate / company.senders, window: company.window };
    this.writing = Array.from(
      { length: company.senders },
      (_, n) => new Sender(n, people[n]!, { ...talk, random: stage.dice(400 + n) }),
    );
  }

  static async gather(stage: Stage, company: Company): Promise<Crowd> {
    const people = await stage.people(company.senders + company.watchers);
    return new Crowd(stage, people, await stage.groups(people, company.chats), company);
  }

  get acknowledged(): number {
    return this.log.acknowledged;
  }

  /** All that is under way comes to an end; then everybody's view is held against what is stored. */
  async end(): Promise<Outcome> {
    await Promise.all(this.writing.map((sender) => sender.finish()));
    const { urls } = this.stage;
    const { token } = this.people[0]!;
    const heads = new Map<number, number>();
    for (const chat of this.chats) heads.set(chat, await headOf(urls[0]!, token, chat));
    const quietMs = await timeUntil(() => this.watchers.every((watcher) => watcher.hasAll(heads)), PATIENCE_MS);
    await Promise.all(this.watchers.map((watcher) => watcher.end()));

    const evidence: Evidence = {
      operations: this.log.operations,
      stored: await finalRead(urls, token, this.chats),
      views: this.watchers.flatMap(({ name, streams }) => [...streams.values()].map((stream) => stream.view(name))),
    };
    return {
      verdict: judge(evidence),
      missed: await missedFalsehoods(evidence),
      quietMs,
      unknown: this.log.count('unknown'),
      repeatedSends: this.log.operations.filter(({ tries }) => tries > 1).length,
      reconnects: this.watchers.reduce((sum, { connects }) => sum + connects - 1, 0),
      noticed: evidence.views.reduce((sum, { noticed }) => sum + noticed, 0),
    };
  }
}

async function headOf(url: string, token: string, chat: number): Promise<number> {
  const { messages } = await call<{ messages: { seq: number }[] }>({ url, token }, 'GET', `/chat/${chat}?limit=1`);
  return messages.at(-1)?.seq ?? 0;
}
