import type { IncomingMessage } from 'node:http';
import type { ByteBridge, Ending, Source } from './byte-bridge.js';

/** The body of a PUT, read no faster than the other side takes it. */
export class HttpSource implements Source {
  /** How it ended: what the answer to the PUT says. */
  readonly ended: Promise<Ending>;
  private tell!: (ending: Ending) => void;

  constructor(
    private readonly request: IncomingMessage,
    private readonly bridge: ByteBridge,
  ) {
    this.ended = new Promise((resolve) => (this.tell = resolve));
    request.pause();
    request.on('data', this.take).once('end', this.finish).once('close', this.lose).on('error', this.lose);
    bridge.from(this);
    if (request.destroyed) this.lose();
  }

  pause(): void {
    this.request.pause();
  }

  resume(): void {
    this.request.resume();
  }

  end(ending: Ending): void {
    const { request } = this;
    request.off('data', this.take).off('end', this.finish).off('close', this.lose);
    // What is left of the body goes by: a client may have sent it all, and would use the connection again.
    request.resume();
    this.tell(ending);
  }

  private readonly take = (bytes: Buffer): void => this.bridge.take(this, bytes);
  private readonly finish = (): void => this.bridge.finish(this);
  private readonly lose = (): void => {
    if (!this.request.readableEnded) this.bridge.lose(this);
  };
}
