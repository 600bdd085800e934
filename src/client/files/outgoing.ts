import type { OpenTransferState, OpenWay } from '../../shared/transfer-payloads.js';
import { Way } from './way.js';

/** What a file is recognised by when it is chosen again. */
export interface Draft {
  name: string;
  size: number;
  lastModified: number;
}

export const isSame = (file: Draft, draft: Draft): boolean =>
  file.name === draft.name && file.size === draft.size && file.lastModified === draft.lastModified;

/** A file that the reader of this page sends: to one, or to several of whom each takes it at their own pace. */
export class Outgoing {
  /** Empty until it is offered. */
  id = '';
  /** When the offer ends. */
  until = 0;
  /** Why it could not be offered, or sent on. */
  problem = '';
  /** Something else was chosen where this file was asked for. */
  wasOther = false;
  offeredAt = 0;
  recipients = 1;
  /** By recipient. */
  readonly ways = new Map<number, Way>();
  private readonly only: Way | null;
  /** Recipients who ended it without a word: their names are not known. */
  private readonly silent = new Set<number>();
  private isCancelled = false;

  /** `to`: the name of the other one in a private chat. Without `file` the page was loaded anew, and it has to be chosen again. */
  constructor(
    readonly draft: Draft,
    public file: File | null,
    to: string,
  ) {
    this.only = to ? new Way(draft.size, to, performance.now()) : null;
  }

  /** Where there is one recipient. */
  get way(): Way | null {
    return this.only;
  }

  get isOver(): boolean {
    if (this.isCancelled || this.problem) return true;
    if (!this.id) return false;
    if (this.only) return !this.only.isOpen;
    return this.recipients - this.silent.size <= [...this.ways.values()].filter(({ isOpen }) => !isOpen).length;
  }

  get answered(): number {
    return this.silent.size + this.ways.size;
  }

  offeredAs(id: string, recipients: number, until: number): void {
    Object.assign(this, { id, recipients, until, offeredAt: performance.now() });
  }

  wayTo(userId: number, username: string): Way {
    const known = this.ways.get(userId);
    if (known) return known;
    const way = this.only ?? new Way(this.draft.size, username, performance.now());
    this.ways.set(userId, way);
    return way;
  }

  fail(userId: number, reason: NonNullable<Way['reason']>, now: number): void {
    const way = this.ways.get(userId) ?? this.only;
    if (way) way.fail(reason, this.isCancelled, now);
    else this.silent.add(userId);
  }

  /** By the reader of this page. */
  cancel(now: number): void {
    this.isCancelled = true;
    for (const way of this.allWays()) way.fail('cancelled', true, now);
  }

  /** As the server sees it; a transfer that it does not know is over. */
  agree(state: OpenTransferState | undefined, now: number): void {
    for (const open of state?.ways ?? []) {
      if (open.state !== 'offered') this.wayTo(open.user_id, open.username).agree(open, now);
      else this.until = now + open.ends_in;
    }
    const isOpen = (userId: number) => state?.ways.some(({ user_id }) => user_id === userId) ?? false;
    for (const [userId, way] of this.ways) if (!isOpen(userId)) way.fail('unknown', false, now);
    if (state) return;
    this.only?.fail('unknown', false, now);
    this.recipients = this.ways.size + this.silent.size;
  }

  allWays = (): Way[] => (this.only ? [this.only] : [...this.ways.values()]);
}

/** Whom the server waits for to send, and from which byte. */
export const awaited = (state: OpenTransferState): OpenWay[] =>
  state.ways.filter((way) => way.state === 'accepted' && !way.sending);
