import type { IncomingMessage } from 'node:http';
import type { Ending, Inlet, Source } from './byte-bridge.js';

/** A trailer, because it is known only after the last byte. */
export const SENDERS_HASH = 'x-parley-sha256';

/** In ms; the second one finds out. */
export const KNOCK_MS = 500;
/** Some clients bound the sum of all headers of an answer. */
const MOST_KNOCKS = 10_000;

/** The body of a PUT, read no faster than the other side takes it. */
export class HttpSource implements Source {
  /** How it ended: what the answer to the PUT says. */
  readonly ended: Promise<Ending>;
  private tell!: (ending: Ending) => void;
  private isPaused = true;
  /** Whether it was held back all the time since the last look. */
  private isHeld = true;
  private knocks = 0;
  private readonly knocking: NodeJS.Timeout | undefined;

  /** `knock`: writes something to a client that is not read from, so that it shows whether it is still there. */
  constructor(
    private readonly request: IncomingMessage,
    private readonly bridge: Inlet,
    knock: (() => void) | null = null,
  ) {
    this.ended = new Promise((resolve) => (this.tell = resolve));
    request.pause();
    request.on('data', this.take).once('end', this.finish).once('close', this.lose).on('error', this.lose);
    if (knock) this.knocking = setInterval(() => this.knock(knock), KNOCK_MS).unref();
    bridge.from(this);
    if (request.destroyed) this.lose();
  }

  pause(): void {
    this.isPaused = true;
    this.request.pause();
  }

  resume(): void {
    this.isPaused = this.isHeld = false;
    this.request.resume();
  }

  end(ending: Ending): void {
    const { request } = this;
    clearInterval(this.knocking);
    request.off('data', this.take).off('end', this.finish).off('close', this.lose);
    // What is left of the body goes by: a client may have sent it all, and would use the connection again.
    request.resume();
    this.tell(ending);
  }

  private knock(knock: () => void): void {
    if (this.isHeld && this.knocks++ < MOST_KNOCKS) knock();
    this.isHeld = this.isPaused;
  }

  private readonly take = (bytes: Buffer): void => this.bridge.take(this, bytes);
  /** Another instance says what the sender has said of the whole file. */
  private readonly finish = (): void => this.bridge.finish(this, this.request.trailers[SENDERS_HASH]);
  private readonly lose = (): void => {
    if (!this.request.readableEnded) this.bridge.lose(this);
  };
}
