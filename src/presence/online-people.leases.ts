import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Leases } from './leases.js';
import { OnlinePeople } from './online-people.js';
import type { PresenceTimes } from './presence-times.js';

/** What another instance said last, and when that was news. */
interface Word {
  beat: string;
  list: string;
  /** With how many connections each. */
  people: ReadonlyMap<number, number>;
  heardAt: number;
  missed: number;
}

/** An emptied Redis knows nobody until every instance has spoken again, so an instance is gone only when it is missed repeatedly. */
const MISSED = 3;

/**
 * Each instance says who is here in one entry of its own that expires, and reads those of the others. Nothing counts
 * up and down, so a crash leaves nothing behind: what an instance has said ends with its lease. While the entries are
 * out of reach, what was known stays.
 */
export class OnlinePeopleByLeases extends OnlinePeople implements BeforeApplicationShutdown {
  private readonly elsewhere = new Map<string, Word>();
  private readonly told = new Set<number>();
  /** Went away since the others were last asked. */
  private readonly unsettled = new Set<number>();
  private beat = 0;
  private underWay: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  private readonly heart: NodeJS.Timeout;

  constructor(
    private readonly leases: Leases,
    private readonly times: Pick<PresenceTimes, 'beat' | 'lease' | 'grace'>,
  ) {
    super();
    this.heart = setInterval(() => void this.pass(), times.beat).unref();
  }

  arrived(userId: number): void {
    this.tell(userId, 0);
    void this.pass();
  }

  /** Told only after the others have been read once more: the person may have moved to another instance. */
  departed(userId: number): void {
    this.unsettled.add(userId);
    void this.pass();
  }

  has(userId: number): boolean {
    return this.here.has(userId) || this.isElsewhere(userId);
  }

  countElsewhere(userId: number): number {
    let count = 0;
    for (const { people } of this.elsewhere.values()) count += people.get(userId) ?? 0;
    return count;
  }

  /** Whoever was here has the time of the grace to connect to another instance without being missed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop();
    await this.underWay;
    await this.leases.renew(this.entry(), this.times.grace).catch(() => undefined);
  }

  /** No word more, like an instance that has died. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.heart);
  }

  /** Says who is here, reads who is elsewhere, and tells what has changed. One at a time; never rejects. */
  pass(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.again = this.underWay !== null;
    this.underWay ??= this.exchange().finally(() => {
      this.underWay = null;
      if (this.again) void this.pass();
    });
    return this.underWay;
  }

  private async exchange(): Promise<void> {
    const lapsed = new Map<number, number>();
    this.unsettled.clear();
    try {
      await this.leases.renew(this.entry(), this.times.lease);
      this.take(await this.leases.others(), lapsed);
    } catch {
      // Out of reach: what was known of the others stays, and this instance goes on by itself.
    }
    const people = [...this.elsewhere.values()].flatMap((word) => [...word.people.keys()]);
    for (const userId of new Set([...this.told, ...people]))
      if (!this.unsettled.has(userId)) this.tell(userId, lapsed.get(userId));
  }

  private take(entries: ReadonlyMap<string, string>, lapsed: Map<number, number>): void {
    for (const [name, entry] of entries) this.elsewhere.set(name, wordOf(entry, this.elsewhere.get(name)));
    for (const [name, word] of this.elsewhere) {
      if (entries.has(name) || ++word.missed < MISSED) continue;
      this.elsewhere.delete(name);
      for (const userId of word.people.keys()) lapsed.set(userId, performance.now() - word.heardAt);
    }
  }

  private tell(userId: number, lostForMs: number | undefined): void {
    const isOnline = this.has(userId);
    if (isOnline === this.told.has(userId)) return;
    if (isOnline) this.told.add(userId);
    else this.told.delete(userId);
    this.onChange(userId, isOnline, isOnline ? undefined : lostForMs);
  }

  private isElsewhere(userId: number): boolean {
    for (const { people } of this.elsewhere.values()) if (people.has(userId)) return true;
    return false;
  }

  private said(userId: number): string {
    const count = this.here.countOf(userId);
    return count === 1 ? String(userId) : `${userId}*${count}`;
  }

  private entry(): string {
    return `${++this.beat}|${this.here.ids.map((userId) => this.said(userId)).join()}`;
  }
}

function personOf(said: string): [userId: number, connections: number] {
  const [userId, count = 1] = said.split('*').map(Number);
  return [userId!, count];
}

function wordOf(entry: string, before: Word | undefined): Word {
  const [beat = '', list = ''] = entry.split('|');
  if (before?.beat === beat) return Object.assign(before, { missed: 0 });
  const people = before?.list === list ? before.people : new Map(list ? list.split(',').map(personOf) : []);
  return { beat, list, people, heardAt: performance.now(), missed: 0 };
}
