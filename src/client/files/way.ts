import type { OpenWay, TransferFailure } from '../../shared/transfer-payloads.js';
import { Pace } from './pace.js';

export type WayState = 'offered' | 'accepted' | 'flowing' | 'paused' | 'done' | 'failed';

/** `unknown`: it ended while this page could not hear how. */
export type Reason = TransferFailure | 'unknown' | 'unreadable';

/** How a file fares on its way to one recipient, as far as this page was told. */
export class Way {
  state: WayState = 'offered';
  bytes = 0;
  sha256 = '';
  reason: Reason | null = null;
  /** Whether the reader of this page ended it. */
  byMe = false;
  tookMs = 0;
  /** Since when it is as it is. */
  since: number;
  readonly pace: Pace;
  private begun = 0;
  private wasTaken = false;

  constructor(
    readonly size: number,
    readonly name: string,
    now: number,
  ) {
    this.pace = new Pace(size);
    this.since = now;
  }

  get isOpen(): boolean {
    return this.state !== 'done' && this.state !== 'failed';
  }

  /** Somebody has taken it, whatever became of it. */
  get taken(): boolean {
    return this.wasTaken;
  }

  get percent(): number {
    return this.size ? Math.floor((this.bytes * 100) / this.size) : this.state === 'done' ? 100 : 0;
  }

  accept(offset: number, now: number): void {
    if (!this.isOpen) return;
    this.turn('accepted', now);
    this.wasTaken = true;
    this.begun ||= now;
    this.bytes = offset;
    this.pace.reset();
    this.pace.note(offset, now);
  }

  progress(bytes: number, now: number): void {
    if (!this.isOpen) return;
    this.turn('flowing', now);
    this.wasTaken = true;
    this.begun ||= now;
    this.bytes = bytes;
    this.pace.note(bytes, now);
  }

  pause(offset: number, now: number): void {
    if (!this.isOpen) return;
    this.turn('paused', now);
    this.wasTaken = true;
    this.bytes = offset;
    this.pace.reset();
  }

  finish(sha256: string, now: number): void {
    if (this.mayEnd || this.state === 'done') this.sha256 ||= sha256;
    if (!this.mayEnd) return;
    this.turn('done', now);
    this.reason = null;
    this.bytes = this.size;
    this.tookMs = this.begun ? now - this.begun : 0;
  }

  fail(reason: Reason, byMe: boolean, now: number): void {
    if (!this.mayEnd) return;
    this.turn('failed', now);
    this.reason = reason;
    this.byMe = byMe;
  }

  /** As the server sees it. */
  agree({ state, offset, bytes }: OpenWay, now: number): void {
    if (state === 'offered' || !this.isOpen) return;
    if (state === 'flowing') this.progress(bytes, now);
    else if (state === this.state) return;
    else if (state === 'paused') this.pause(bytes, now);
    else this.accept(offset, now);
  }

  /** What was not heard may be told later. */
  private get mayEnd(): boolean {
    return this.isOpen || this.reason === 'unknown';
  }

  private turn(state: WayState, now: number): void {
    if (state !== this.state) this.since = now;
    this.state = state;
  }
}
