const FAILURES = 5;
const REST_MS = 2000;

/** What is asked is out of reach just now; whoever asked knows what to do without it. */
export class OutOfReach extends Error {}

/**
 * Asks something outside that may fail or, worse, never answer: each call ends within `limitMs`, and after five failures
 * in a row calls fail at once for two seconds instead of keeping everybody waiting. A frozen Redis never answers at all.
 */
export class Breaker {
  private failures = 0;
  private restUntil = 0;

  constructor(
    private readonly limitMs: number,
    private readonly failed: (error: unknown) => void = () => {},
  ) {}

  /** Throws OutOfReach for whatever goes wrong. */
  async run<T>(ask: () => Promise<T>): Promise<T> {
    if (performance.now() < this.restUntil) throw new OutOfReach('Resting after failures');
    try {
      const answer = await this.within(ask());
      this.failures = 0;
      return answer;
    } catch (error) {
      this.count(error);
      throw new OutOfReach('No answer', { cause: error });
    }
  }

  private within<T>(asked: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`No answer within ${this.limitMs} ms`));
      const timer = setTimeout(late, this.limitMs);
      asked.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  private count(error: unknown): void {
    this.failed(error);
    if (++this.failures < FAILURES) return;
    this.failures = 0;
    this.restUntil = performance.now() + REST_MS;
  }
}
