import type { TransferFailure } from '../shared/transfer-payloads.js';
import { FileDigest } from './file-digest.js';
import type { Leg } from './transfer.js';

/** How a connection of a transfer ends. */
export type Ending =
  | { kind: 'done'; bytes: number; sha256: string }
  | { kind: 'paused'; offset: number }
  | { kind: 'failed'; reason: TransferFailure };

/** The connection that bytes come from, of whatever kind. It calls `take`, `finish` and `lose` of its bridge. */
export interface Source {
  pause(): void;
  resume(): void;
  end(ending: Ending): void;
}

/** The connection that bytes go to. It calls `drained`, `received` and `lose` of its bridge. */
export interface Sink {
  /** The first byte that follows is this one of the file. */
  begin(offset: number): void;
  /** False: that is enough for now, wait until `drained`. */
  write(bytes: Buffer): boolean;
  /** There is no more. `received` when the other side says that it has read all; it is given so many ms for that. */
  finish(sha256: string, patience: number): void;
  end(ending: Ending): void;
}

/** Hears what becomes of the bytes. */
export interface BridgeNews {
  passed(bytes: number): void;
  paused(): void;
  done(sha256: string): void;
  failed(reason: TransferFailure): void;
}

/** What the network may hold of a file that was written to it, in bytes; at its pace it has to be read. */
const ON_THE_WAY = 16 * 2 ** 20;
const LEAST_PATIENCE = 3_000;
const MOST_PATIENCE = 600_000;

/**
 * One sender's connection → one recipient's, chunk by chunk. Nothing is kept: while the recipient's side does not take
 * more, the sender's is not read, and where either is lost both are let go.
 */
export class ByteBridge {
  private source: Source | null = null;
  private sink: Sink | null = null;
  private readonly digest = new FileDigest();
  private began = 0;
  /** The sender has no more; only the recipient has still to read. */
  private isWhole = false;
  private isHeldBack = false;

  constructor(
    private readonly leg: Leg,
    private readonly clock: () => number,
    private readonly news: BridgeNews,
  ) {}

  get hasSource(): boolean {
    return this.source !== null;
  }

  get hasSink(): boolean {
    return this.sink !== null;
  }

  /** The sender's connection waits and is not read, so its end would not be noticed. */
  get isUnread(): boolean {
    return this.source !== null && (this.sink === null || (this.isHeldBack && !this.isWhole));
  }

  from(source: Source): void {
    this.source = source;
    this.meet();
  }

  to(sink: Sink): void {
    this.sink = sink;
    this.meet();
  }

  take(source: Source, bytes: Buffer): void {
    const { leg, sink } = this;
    if (source !== this.source || !sink || leg.state !== 'flowing') return;
    if (leg.position + bytes.length > leg.size) return this.fail('size_mismatch');
    this.digest.add(leg.position, bytes);
    leg.advance(bytes.length, this.clock());
    this.isHeldBack = !sink.write(bytes);
    if (this.isHeldBack) source.pause();
    this.news.passed(bytes.length);
  }

  /** The sender has no more. */
  finish(source: Source): void {
    const { leg, sink } = this;
    if (source !== this.source || !sink || leg.state !== 'flowing' || this.isWhole) return;
    if (leg.position < leg.size) return this.fail('size_mismatch');
    this.isWhole = true;
    const patience = this.patience();
    leg.keep(this.clock(), patience + 1000);
    sink.finish(this.digest.hex(), patience);
  }

  drained(sink: Sink): void {
    if (sink !== this.sink || this.leg.state !== 'flowing' || this.isWhole) return;
    this.leg.keep(this.clock());
    this.isHeldBack = false;
    this.source?.resume();
  }

  /** The recipient has everything. */
  received(sink: Sink): void {
    if (sink === this.sink && this.leg.state === 'flowing') this.complete();
  }

  /** One of the two connections is gone. */
  lose(side: Source | Sink): void {
    if (side === this.source || side === this.sink) this.pause();
  }

  pause(): void {
    this.leg.pause(this.clock());
    this.letGo({ kind: 'paused', offset: this.leg.position });
    this.news.paused();
  }

  complete(): void {
    const sha256 = this.digest.hex();
    this.leg.complete();
    this.letGo({ kind: 'done', bytes: this.leg.size, sha256 });
    this.news.done(sha256);
  }

  fail(reason: TransferFailure): void {
    this.leg.fail(reason);
    this.letGo({ kind: 'failed', reason });
    this.news.failed(reason);
  }

  /** Both connections end, so that they can come again. */
  letGo(ending: Ending): void {
    const { source, sink } = this;
    this.source = this.sink = null;
    sink?.end(ending);
    source?.end(ending);
  }

  private meet(): void {
    const { leg, source, sink } = this;
    if (!source || !sink) return leg.await(this.clock());
    this.began = this.clock();
    this.isWhole = this.isHeldBack = false;
    leg.begin(this.began);
    this.digest.startAt(leg.offset);
    sink.begin(leg.offset);
    source.resume();
  }

  /** A recipient that has read slowly so far needs longer for what is still on the way. */
  private patience(): number {
    const { leg } = this;
    const pace = (leg.position - leg.offset + 1) / (this.clock() - this.began + 1);
    return Math.min(MOST_PATIENCE, LEAST_PATIENCE + Math.min(leg.size, ON_THE_WAY) / pace);
  }
}
