import { unavailable } from '../../errors/app-error.js';

/** Lets so many pieces of work run at once and so many wait; whatever comes on top is refused as `unavailable`. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mayWait: number,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.atOnce) this.running++;
    else await this.turn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.mayWait)
      throw unavailable('Too many people are signing in at once. Try again in a moment.', 2);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
