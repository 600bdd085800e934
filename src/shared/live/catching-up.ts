import type { Ack } from '../errors.js';
import type { Missed } from '../payloads.js';

/** What is asked, and who is told. */
export interface Line {
  isOpen(): boolean;
  /** Rejects where no answer comes in time. */
  ask(): Promise<Ack<Missed>>;
  /** Takes an answer in; returns whether there is more to ask for. */
  take(missed: Missed): boolean;
  /** What does not answer is dead, whatever it says of itself. */
  reopen(): void;
  /** More was missed than can be asked for. */
  giveUp(): void;
}

/** Something may have been lost on its way without any sign of it. */
const CHECK_MS = 30_000;
const LONGEST_PAUSE_S = 10;

/** Asks for what was missed, as often as it takes: when somebody says so, and now and then. One asking goes on at a time. */
export class CatchingUp {
  private running: Promise<void> | undefined;
  private again = false;
  private check: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly line: Line,
    private readonly mostRounds: number,
  ) {}

  /** Resolves once it has all been taken in, or the line is gone. What is missed meanwhile is asked for as well. */
  now(): Promise<void> {
    if (this.running) this.again = true;
    else this.running = this.run().finally(() => (this.running = undefined));
    return this.running;
  }

  stop(): void {
    clearTimeout(this.check);
  }

  private async run(): Promise<void> {
    do {
      this.again = false;
      await this.askForAll();
    } while (this.again);
    this.stop();
    if (this.line.isOpen()) this.check = setTimeout(() => void this.now(), CHECK_MS);
  }

  private async askForAll(): Promise<void> {
    let refusals = 0;
    for (let rounds = 0; rounds < this.mostRounds;) {
      if (!this.line.isOpen()) return;
      const reply = await this.line.ask().catch(() => null);
      if (!reply) return this.line.isOpen() ? this.line.reopen() : undefined;
      if (reply.ok) {
        rounds++;
        if (!this.line.take(reply)) return;
      } else {
        await pause(reply.retry_after ?? Math.min(2 ** refusals++, LONGEST_PAUSE_S));
      }
    }
    this.line.giveUp();
  }
}

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
