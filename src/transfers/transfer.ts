import type { TransferFailure } from '../shared/transfer-payloads.js';
import type { TransferTimes } from './transfer-times.js';

export type LegState =
  'offered' | 'accepted' | 'flowing' | 'paused' | 'done' | 'failed' | 'declined' | 'cancelled' | 'expired';

const OPEN: readonly LegState[] = ['offered', 'accepted', 'flowing', 'paused'];
const ENDS: Partial<Record<TransferFailure, LegState>> = {
  declined: 'declined',
  cancelled: 'cancelled',
  expired: 'expired',
};
const MOST_STARTS = 10;

/**
 * The way of one file to one recipient: offered → accepted → flowing → done, failed, declined, cancelled or expired, and
 * paused wherever a connection is lost. It knows no clock and no bytes: every step says when it is and how far it came.
 */
export class Leg {
  state: LegState = 'offered';
  reason: TransferFailure | null = null;
  /** From which byte the sender has to send. */
  offset = 0;
  /** How many bytes have been passed on: the recipient may have them all, never more. */
  position = 0;
  private deadline: number;
  private starts = 0;
  /** Until when it may go on after a lost connection. */
  private goesOnUntil = 0;

  constructor(
    readonly size: number,
    private readonly times: TransferTimes,
    now: number,
  ) {
    this.deadline = now + times.offer;
  }

  get isOpen(): boolean {
    return OPEN.includes(this.state);
  }

  /** Somebody has taken it, and it is not over. */
  get isActive(): boolean {
    return this.isOpen && this.state !== 'offered';
  }

  /** How long this state lasts if nothing happens. */
  endsIn(now: number): number {
    return Math.max(0, Math.round(this.deadline - now));
  }

  /** Nothing was passed on for a while. */
  isStill(now: number): boolean {
    return this.state === 'flowing' && now >= this.deadline - this.times.stall + this.times.still;
  }

  /** A recipient has what was passed on at most, and may throw some of it away. */
  mayStartAt(offset: number): boolean {
    return Number.isSafeInteger(offset) && offset >= 0 && offset <= this.position;
  }

  get mayStartAgain(): boolean {
    return this.starts <= MOST_STARTS;
  }

  /** Taken, or taken up again after a pause. */
  accept(offset: number, now: number): void {
    this.demand('offered', 'accepted', 'paused');
    if (!this.mayStartAt(offset) || !this.mayStartAgain) throw new Error(`A transfer cannot start at ${offset}`);
    this.state = 'accepted';
    this.starts++;
    this.offset = this.position = offset;
    this.deadline = now + this.times.meeting;
  }

  /**
   * One side is there and waits for the other. A recipient who goes on waits longer: the sender may have to find the
   * file again, and a browser that is turned away begins the whole download anew.
   */
  await(now: number, forSender = false): void {
    this.demand('accepted');
    this.deadline = Math.max(now + this.times.meeting, forSender ? this.goesOnUntil : 0);
  }

  begin(now: number): void {
    this.demand('accepted');
    this.state = 'flowing';
    this.deadline = now + this.times.stall;
  }

  advance(bytes: number, now: number): void {
    this.demand('flowing');
    if (this.position + bytes > this.size) throw new Error('More was passed on than the file has');
    this.position += bytes;
    this.deadline = now + this.times.stall;
  }

  /** Nothing is passed on now, and yet nobody has vanished. */
  keep(now: number, patience = this.times.stall): void {
    this.demand('flowing');
    this.deadline = now + patience;
  }

  pause(now: number): void {
    this.demand('accepted', 'flowing');
    this.state = 'paused';
    this.deadline = this.goesOnUntil = now + this.times.pause;
  }

  complete(): void {
    this.demand('flowing', 'paused');
    if (this.position !== this.size) throw new Error('A cut-off file is not complete');
    this.state = 'done';
  }

  fail(reason: TransferFailure): void {
    this.demand(...OPEN);
    this.state = ENDS[reason] ?? 'failed';
    this.reason = reason;
  }

  /** What has to happen because nothing else did: an offer or a pause is over, a side did not come or has vanished. */
  overdue(now: number): 'expire' | 'pause' | null {
    if (!this.isOpen || now < this.deadline) return null;
    return this.state === 'offered' || this.state === 'paused' ? 'expire' : 'pause';
  }

  private demand(...states: readonly LegState[]): void {
    if (!states.includes(this.state)) throw new Error(`This is not possible with a transfer that is ${this.state}`);
  }
}
