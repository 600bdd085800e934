import { connect, type Socket } from 'node:net';

const HEADERS = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: a';
const BODY =
  'POST /api/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 8000\r\n\r\n{"a":"';
const READ = 'GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n';
/** More answers than the buffers of the system hold. */
const UNREAD = 40;
/** Whoever does not read notices so much later that it is over. */
export const DRIP_MS = 2_000;

export type Slowness = 'headers' | 'body' | 'reading';

/** Somebody who holds a connection for as long as the server lets them: never says or reads all, never hangs up. */
export class SlowCaller {
  readonly begun = performance.now();
  /** When the server hung up; Infinity while it did not. */
  heldMs = Infinity;
  private readonly socket: Socket;
  private readonly drip: NodeJS.Timeout;

  constructor(
    port: number,
    readonly slowness: Slowness,
  ) {
    const says = { headers: HEADERS, body: BODY, reading: READ.repeat(UNREAD) }[slowness];
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => this.socket.write(says));
    this.socket.on('error', () => undefined);
    this.socket.once('close', () => {
      clearInterval(this.drip);
      this.heldMs = performance.now() - this.begun;
    });
    if (slowness === 'reading') this.socket.pause();
    else this.socket.resume();
    this.drip = setInterval(() => this.trickle(), DRIP_MS);
  }

  end(): void {
    this.socket.destroy();
  }

  private trickle(): void {
    if (this.slowness === 'reading') this.socket.read(16);
    else this.socket.write('a');
  }
}
