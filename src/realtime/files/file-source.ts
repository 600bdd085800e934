import type { Ending, Inlet, Source } from '../../transfers/byte-bridge.js';
import type { Link } from '../wire/link.js';

/** The end of a connection that is not read from shows only when something is written to it. */
const KNOCK_MS = 500;

/** The binary frames of a socket, read no faster than the other side takes them, and not before there is one. */
export class FileSource implements Source {
  readonly ended: Promise<Ending>;
  private tell!: (ending: Ending) => void;
  private inlet: Inlet | null = null;
  /** Frames of one read come together, also after the socket was paused. */
  private readonly waiting: Buffer[] = [];
  private isPaused = true;
  /** The sender has said that there is no more. */
  private last: { sha256?: string } | null = null;
  private isLost = false;
  private readonly knocking: NodeJS.Timeout;

  constructor(private readonly link: Link) {
    this.ended = new Promise((resolve) => (this.tell = resolve));
    link.ws.once('close', this.lose).pause();
    link.socket.once('close', this.lose);
    this.knocking = setInterval(() => this.isPaused && link.ws.ping(), KNOCK_MS).unref();
  }

  /** From now on the bytes go there. */
  flowTo(inlet: Inlet): void {
    this.inlet = inlet;
    inlet.from(this);
    if (this.isLost) inlet.lose(this);
  }

  take(bytes: Buffer): void {
    if (this.isPaused) this.waiting.push(bytes);
    else this.inlet?.take(this, bytes);
  }

  /** `sha256`: of the whole file, where the sender says it. */
  finish(sha256?: string): void {
    this.last = { sha256 };
    if (!this.isPaused) this.inlet?.finish(this, sha256);
  }

  pause(): void {
    this.isPaused = true;
    this.link.ws.pause();
  }

  resume(): void {
    this.isPaused = false;
    while (!this.isPaused && this.waiting.length > 0) this.inlet?.take(this, this.waiting.shift()!);
    if (this.isPaused) return;
    this.link.ws.resume();
    if (this.last) this.inlet?.finish(this, this.last.sha256);
  }

  end(ending: Ending): void {
    this.letGo();
    this.tell(ending);
  }

  /** Its bytes are nobody's; those that still come are passed over elsewhere. */
  letGo(): void {
    const { ws, socket } = this.link;
    clearInterval(this.knocking);
    socket.off('close', this.lose);
    ws.off('close', this.lose).resume();
  }

  private readonly lose = (): void => {
    this.isLost = true;
    this.inlet?.lose(this);
  };
}
