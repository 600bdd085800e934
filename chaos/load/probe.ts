import { setTimeout as sleep } from 'node:timers/promises';
import { call, Refusal } from './call.js';

interface Look {
  at: number;
  ms: number;
  good: boolean;
  /** Of the answer; 0 when there was none. */
  status: number;
}

const EVERY_MS = 100;
const PATIENCE_MS = 15_000;

/** Asks the same thing again and again, each time whether or not the last was answered, and remembers how that went. */
export class Probe {
  readonly looks: Look[] = [];
  private readonly life = new AbortController();
  private readonly asking: Promise<void>;

  constructor(
    private readonly ask: () => Promise<unknown>,
    private readonly every = EVERY_MS,
  ) {
    this.asking = this.run();
  }

  static ready = (url: string, every = EVERY_MS) =>
    new Probe(() => call({ url, token: '', patience: PATIENCE_MS }, 'GET', '/health/ready'), every);
  static live = (url: string) =>
    new Probe(() => call({ url, token: '', patience: PATIENCE_MS }, 'GET', '/health/live'));

  async end(): Promise<void> {
    this.life.abort();
    await this.asking;
  }

  /** From that moment until the first look that was good, or bad; Infinity when there was none yet. */
  timeTo(good: boolean, since: number): number {
    const look = this.looks.find((one) => one.at >= since && one.good === good);
    return look ? look.at + look.ms - since : Infinity;
  }

  /** The slowest answer to a look that began in that time. */
  slowest(from = 0, to = Infinity): number {
    return Math.max(0, ...this.between(from, to).map(({ ms }) => ms));
  }

  between(from: number, to: number): Look[] {
    return this.looks.filter(({ at }) => at >= from && at < to);
  }

  private async run(): Promise<void> {
    const open = new Set<Promise<void>>();
    while (!this.life.signal.aborted) {
      const look = this.look().finally(() => open.delete(look));
      open.add(look);
      await sleep(this.every, undefined, { signal: this.life.signal }).catch(() => undefined);
    }
    await Promise.all(open);
  }

  private async look(): Promise<void> {
    const at = performance.now();
    const note = (status: number) => this.looks.push({ at, ms: performance.now() - at, good: status === 200, status });
    await this.ask().then(
      () => note(200),
      (error) => note(error instanceof Refusal ? error.status : 0),
    );
  }
}
