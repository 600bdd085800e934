import type { TransferFailure } from '../shared/transfer-payloads.js';
import { FileDigest } from './file-digest.js';
import type { Leg } from './transfer.js';

/** How a connection of a transfer ends. */
export type Ending =
  | { kind: 'done'; bytes: number; sha256: string }
  | { kind: 'paused'; offset: number }
  | { kind: 'failed'; reason: TransferFailure };

/** The connection that bytes come from, of whatever kind. */
export interface Source {
  pause(): void;
  resume(): void;
  end(ending: Ending): void;
}

/** In bytes: while less than this waits for the network, a sink takes more. */
export const ENOUGH = 256 * 1024;

/** The connection that bytes go to. */
export interface Sink {
  /** The first byte that follows is this one of the file. */
  begin(offset: number): void;
  /** False: that is enough for now, wait until `drained`. */
  write(bytes: Buffer): boolean;
  /** There is no more. `received` when the other side says that it has read all; it is given so many ms for that. */
  finish(sha256: string, patience: number): void;
  end(ending: Ending): void;
}

/** Where a source puts its bytes: a bridge, or the way to one on another instance. */
export interface Inlet {
  from(source: Source): void;
  take(source: Source, bytes: Buffer): void;
  /** The sender has no more. `sha256`: of the whole file, where the sender says it. */
  finish(source: Source, sha256?: string): void;
  /** The connection is gone. */
  lose(source: Source): void;
}

/** Where a sink gets its bytes. */
export interface Outlet {
  to(sink: Sink): void;
  drained(sink: Sink): void;
  /** The recipient has everything. */
  received(sink: Sink): void;
  /** The connection is gone. */
  lose(sink: Sink): void;
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
const NOTHING = Buffer.alloc(0);

/**
 * One sender's connection → one recipient's, chunk by chunk. Nothing is kept: while the recipient's side does not take
 * more, the sender's is not read, and where either is lost both are let go.
 */
export class ByteBridge implements Inlet, Outlet {
  private source: Source | null = null;
  private sink: Sink | null = null;
  private readonly digest = new FileDigest();
  private began = 0;
  /** Goes out when the sender has said that it was the last, and of which file: before that nobody has the whole. */
  private last: Buffer = NOTHING;
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
    const { leg, sink, last } = this;
    if (source !== this.source || !sink || leg.state !== 'flowing' || bytes.length === 0) return;
    const rest = leg.size - leg.position - last.length - bytes.length;
    if (rest < 0) return this.fail('size_mismatch');
    if (rest === 0) return this.keepLast(bytes);
    this.digest.add(leg.position, bytes);
    this.isHeldBack = !this.pass(sink, bytes);
    if (this.isHeldBack) source.pause();
  }

  finish(source: Source, sha256?: string): void {
    const { leg, sink, last } = this;
    if (source !== this.source || !sink || leg.state !== 'flowing' || this.isWhole) return;
    if (leg.position + last.length < leg.size) return this.fail('size_mismatch');
    this.digest.add(leg.position, last);
    const passed = this.digest.hex();
    if (sha256 !== undefined && sha256 !== passed) return this.fail('size_mismatch');
    this.isWhole = true;
    if (last.length > 0) this.pass(sink, last);
    const patience = this.patience();
    leg.keep(this.clock(), patience + 1000);
    sink.finish(passed, patience);
  }

  drained(sink: Sink): void {
    if (sink !== this.sink || this.leg.state !== 'flowing' || this.isWhole) return;
    this.leg.keep(this.clock());
    this.isHeldBack = false;
    this.source?.resume();
  }

  received(sink: Sink): void {
    if (sink === this.sink && this.leg.state === 'flowing') this.complete();
  }

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

  private pass(sink: Sink, bytes: Buffer): boolean {
    this.leg.advance(bytes.length, this.clock());
    const takesMore = sink.write(bytes);
    this.news.passed(bytes.length);
    return takesMore;
  }

  private keepLast(bytes: Buffer): void {
    this.last = bytes;
    this.leg.keep(this.clock());
  }

  private meet(): void {
    const { leg, source, sink } = this;
    if (!source || !sink) return leg.await(this.clock(), sink !== null);
    this.began = this.clock();
    this.isWhole = this.isHeldBack = false;
    this.last = NOTHING;
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
