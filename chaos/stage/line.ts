import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';

export interface Weather {
  /** On every piece, each way. */
  delayMs: number;
  jitterMs: number;
  /** Share of pieces whose packet is lost: what is above TCP sees a wait for its repetition, and everything behind waits too. */
  loss: number;
  bytesPerSecond: number;
  /** Share of answers that never arrive, because the connection ends instead: what was asked has been done. */
  answersCut: number;
}

export const FAIR: Weather = { delayMs: 0, jitterMs: 0, loss: 0, bytesPerSecond: Infinity, answersCut: 0 };
const REPEATED_AFTER_MS = 220;
const MOST_HELD = 1 << 20;

type Way = 'up' | 'down';

/** A TCP line to somewhere, with weather: slow, losing packets, silent in one direction, cut. */
export class Line {
  weather: Weather = FAIR;
  private readonly pipes = new Map<Socket, Pipe[]>();
  private silent: Way | undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: NetConnectOpts,
    private readonly random: () => number,
  ) {}

  static async to(target: NetConnectOpts, random: () => number): Promise<Line> {
    const server = createServer((near) => line.join(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const line: Line = new Line(server, target, random);
    return line;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.pipes.size;
  }

  /** Ends connections without a word of the protocol; with `one`, only one of them. */
  cut({ one = false } = {}): void {
    const all = [...this.pipes.keys()];
    for (const near of one && all.length ? [all[Math.floor(this.random() * all.length)]!] : all) near.destroy();
  }

  /** Nothing passes this way any more, and nobody is told. */
  stall(way: Way): void {
    this.silent = way;
  }

  flow(): void {
    this.silent = undefined;
    for (const pipes of this.pipes.values()) for (const pipe of pipes) pipe.pump();
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    const far = connect(this.target);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    const says = (way: Way) => ({
      weather: () => this.weather,
      random: this.random,
      isSilent: () => this.silent === way,
      cutsAnswers: way === 'down',
    });
    this.pipes.set(near, [new Pipe(near, far, says('up')), new Pipe(far, near, says('down'))]);
    near.once('close', () => {
      this.pipes.delete(near);
      far.destroy();
    });
    far.once('close', () => {
      if (this.weather === FAIR) near.destroySoon();
      else near.end();
    });
  }
}

interface Outlook {
  weather(): Weather;
  random(): number;
  isSilent(): boolean;
  cutsAnswers: boolean;
}

/** One direction of one connection: pieces wait their turn, in order. */
class Pipe {
  private readonly waiting: { chunk: Buffer | null; due: number }[] = [];
  private held = 0;
  private lastDue = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly outlook: Outlook,
  ) {
    from.on('data', (chunk: Buffer) => this.take(chunk));
    from.on('end', () => this.queue(null));
    to.on('drain', () => this.pump());
    to.on('close', () => clearTimeout(this.timer));
  }

  pump(): void {
    clearTimeout(this.timer);
    while (this.waiting.length && !this.outlook.isSilent() && !this.to.writableNeedDrain) {
      const { chunk, due } = this.waiting[0]!;
      const wait = due - performance.now();
      if (wait > 0.5) {
        this.timer = setTimeout(() => this.pump(), wait);
        return;
      }
      this.waiting.shift();
      this.held -= chunk?.length ?? 0;
      if (chunk) this.to.write(chunk);
      else this.to.end();
    }
    if (this.held < MOST_HELD) this.from.resume();
  }

  private take(chunk: Buffer): void {
    const { answersCut } = this.outlook.weather();
    if (answersCut && this.outlook.cutsAnswers && this.outlook.random() < answersCut) return void this.to.destroy();
    this.queue(chunk);
  }

  private queue(chunk: Buffer | null): void {
    const { delayMs, jitterMs, loss, bytesPerSecond } = this.outlook.weather();
    const now = performance.now();
    let due = now;
    if (delayMs || jitterMs) due += Math.max(0, delayMs + jitterMs * (2 * this.outlook.random() - 1));
    if (loss && this.outlook.random() < loss) due += REPEATED_AFTER_MS;
    const behind = bytesPerSecond === Infinity ? 0 : ((chunk?.length ?? 0) / bytesPerSecond) * 1000;
    this.lastDue = Math.max(due, this.lastDue + behind, this.lastDue);
    this.waiting.push({ chunk, due: this.lastDue });
    this.held += chunk?.length ?? 0;
    if (this.held >= MOST_HELD) this.from.pause();
    this.pump();
  }
}
