import { isOutage } from '../errors/outage.js';

/** What waits for the next commit, and who waits for its result. */
interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

interface Limits<Item> {
  /** Items of one commit at the most. */
  batch: number;
  /** Items waiting at the most; `full` says what the next one hears. */
  queue: number;
  full: () => Error;
  /**
   * A commit of fewer than `enough` items begins at least so many `ms` after the one before. And where a crowd came
   * together of late, the first item waits so long for as many: who answers each other comes back together.
   */
  gather?: () => { ms: number; enough: number };
  /** Two items with the same key never share a commit, so the second finds what the first stored. */
  keyOf: (item: Item) => string | undefined;
}

const AT_ONCE = { ms: 0, enough: 1 };
/** Fewer than so many in one commit came together by chance. */
const CROWD = 8;

/**
 * Group commit: one batch is under way, everything that arrives meanwhile goes into the next. A lone item waits for
 * nothing, and the batches grow by themselves with the load, or sooner where they `gather`.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private underWay: Promise<void> | undefined;
  private begun = -Infinity;
  private since = -Infinity;
  private enough = 1;
  private usual = 1;
  private goOn = (): void => undefined;

  constructor(
    private readonly commit: (items: Item[]) => Promise<Result[]>,
    private readonly limits: Limits<Item>,
  ) {}

  /** Items that are not durable yet. */
  get depth(): number {
    return this.waiting.length;
  }

  /** Resolves with the item's result once its commit is durable; rejects with what made the commit fail. */
  add(item: Item): Promise<Result> {
    if (this.waiting.length >= this.limits.queue) return Promise.reject(this.limits.full());
    if (!this.waiting.length) this.since = performance.now();
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.underWay ??= this.run();
      if (this.waiting.length >= this.enough) this.goOn();
    });
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    while (this.underWay) await this.underWay;
  }

  private async run(): Promise<void> {
    // One turn of the event loop: what arrived in the same read of the sockets shares the first commit.
    await new Promise((done) => setImmediate(done));
    while (this.waiting.length) {
      await this.gathered();
      await this.commitNext();
    }
    this.underWay = undefined;
  }

  private async gathered(): Promise<void> {
    const { ms, enough } = this.limits.gather?.() ?? AT_ONCE;
    const crowd = this.usual >= CROWD ? this.usual : 1;
    await this.untilThere(Math.max(enough, crowd), this.begun + ms);
    await this.untilThere(crowd, this.since + ms);
    this.begun = performance.now();
  }

  /** So many items, or the time. */
  private async untilThere(enough: number, time: number): Promise<void> {
    const left = time - performance.now();
    if (left <= 0 || this.waiting.length >= enough) return;
    this.enough = enough;
    const timer = setTimeout(() => this.goOn(), left);
    await new Promise<void>((goOn) => (this.goOn = goOn));
    clearTimeout(timer);
  }

  private async commitNext(): Promise<void> {
    const batch = this.takeBatch();
    this.usual = Math.max(batch.length, (this.usual + batch.length) >> 1);
    try {
      const results = await this.commit(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
      // Each would wait as long again for a database that is not there, and hear the same.
      if (isOutage(error)) for (const { reject } of this.waiting.splice(0)) reject(error);
    }
  }

  private takeBatch(): Waiting<Item, Result>[] {
    const keys = new Set<string>();
    const batch: Waiting<Item, Result>[] = [];
    const later: Waiting<Item, Result>[] = [];
    for (const one of this.waiting) {
      const key = this.limits.keyOf(one.item);
      const fits = batch.length < this.limits.batch && (key === undefined || !keys.has(key));
      if (key !== undefined && fits) keys.add(key);
      (fits ? batch : later).push(one);
    }
    this.waiting = later;
    return batch;
  }
}
