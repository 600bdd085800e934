import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

const HEADERS = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: a';
const BODY =
  'POST /api/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 8000\r\n\r\n{"a":"';
const READ = 'GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n';
/** More answers than the buffers of the system hold. */
const UNREAD = 40;
const DRIP_MS = 2_000;
/** In hexadecimal digits, of /proc/net/tcp. */
const ESTABLISHED = '01';

export type Slowness = 'headers' | 'body' | 'reading';

/** Somebody who holds a connection for as long as the server lets them: never says or reads all, never hangs up. */
export class SlowCaller {
  readonly begun = performance.now();
  /** When the server hung up; Infinity while it did not. */
  heldMs = Infinity;
  private wasHeld = false;
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
      this.letGo();
    });
    if (slowness === 'reading') this.socket.pause();
    else this.socket.resume();
    this.drip = setInterval(() => this.trickle(), DRIP_MS);
  }

  /** Whoever reads nothing is not told that it is over: those of `there`, by their port, are what the server still holds. */
  look(there: ReadonlySet<number>): void {
    const isHeld = there.has(this.socket.localPort ?? 0);
    if (this.wasHeld && !isHeld) this.letGo();
    this.wasHeld ||= isHeld;
  }

  end(): void {
    this.socket.destroy();
  }

  /** Once it is seen that the server hung up: the own end of the connection may learn it seconds later. */
  private letGo(): void {
    this.heldMs = Math.min(this.heldMs, performance.now() - this.begun);
  }

  private trickle(): void {
    if (this.slowness === 'reading') this.socket.read(16);
    else this.socket.write('a');
  }
}

/** The ports of those whom a server on this one is connected to, as the system knows them. Reads /proc, so Linux only. */
export function heldOn(port: number): Set<number> {
  const lines = readFileSync('/proc/net/tcp', 'utf8').trimEnd().split('\n').slice(1);
  const held = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === ESTABLISHED && portOf(local!) === port);
  return new Set(held.map(([, , remote]) => portOf(remote!)));
}

const portOf = (address: string): number => Number.parseInt(address.split(':')[1]!, 16);
