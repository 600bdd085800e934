import type { OpenWay, TransferOffer } from '../../shared/transfer-payloads.js';
import { socket } from '../lib/socket.js';
import { Saving } from './saving.js';
import { Way } from './way.js';

const OFFER_MS = 120_000;
const ANSWER_MS = 8000;
/** A browser that goes on with a download by itself does so at once. */
const BROWSER_FIRST_MS = 4000;
const GIVE_UP_MS = 120_000;
const MOST_ANEW = 5;

/** A file that the reader of this page is offered. Its bytes go past this page: the browser saves them as a download. */
export class Incoming {
  readonly way: Way;
  until: number;
  /** Why it could not be taken just now. */
  problem = '';
  /** Since when it lies there to be answered. */
  readonly shownAt = performance.now();
  /** Whether this window has taken it, and sees to it that it goes on. */
  private isHere = false;
  private stuckSince = 0;
  private begunAnew = 0;
  private asking = false;
  private readonly saving: Saving;

  constructor(
    readonly offer: TransferOffer,
    readonly whole: string,
  ) {
    this.way = new Way(offer.size, whole, this.shownAt);
    this.until = this.shownAt + OFFER_MS;
    this.saving = new Saving(offer.transfer_id);
  }

  get isOffered(): boolean {
    return this.way.state === 'offered';
  }

  async accept(): Promise<void> {
    if (!this.isOffered || this.asking) return;
    this.problem = '';
    if (!(await this.ask('transfer:accept'))) return;
    this.isHere = true;
    this.way.accept(0, performance.now());
    this.saving.begin();
  }

  decline(): void {
    if (!this.isOffered || this.asking) return;
    this.way.fail('declined', true, performance.now());
    void this.ask('transfer:decline');
  }

  cancel(): void {
    this.way.fail('cancelled', true, performance.now());
    void this.ask('transfer:cancel');
  }

  /** As the server sees it; undefined where it knows of none. */
  agree(state: OpenWay | undefined, now: number): void {
    if (!state) return this.way.fail('unknown', false, now);
    if (state.state === 'offered') this.until = now + state.ends_in;
    else this.way.agree(state, now);
    if (this.isHere) this.goOn(state, now);
  }

  /**
   * After a lost connection the browser goes on with its download where it can. Where it does not, the file is fetched
   * anew, and only once the sender is there: a download that fails would stay in people's lists.
   */
  private goOn({ state, sending, fetching }: OpenWay, now: number): void {
    if (state === 'flowing' || fetching) this.stuckSince = 0;
    else this.stuckSince ||= now;
    if (!this.stuckSince || now - this.stuckSince < BROWSER_FIRST_MS || now - this.stuckSince > GIVE_UP_MS) return;
    void this.takeUpAgain(state, sending, now);
  }

  private async takeUpAgain(state: OpenWay['state'], sending: boolean, now: number): Promise<void> {
    if (await this.saving.isInHand()) return;
    if (state === 'paused') void this.ask('transfer:accept', { offset: 0 });
    else if (state === 'accepted' && sending) this.downloadAnew(now);
  }

  /** A browser may ask its reader whether so many downloads are wanted: that is waited for, and not asked for ever. */
  private downloadAnew(now: number): void {
    this.stuckSince = now;
    if (++this.begunAnew <= MOST_ANEW) this.saving.begin();
  }

  private async ask(event: 'transfer:accept' | 'transfer:decline' | 'transfer:cancel', more = {}): Promise<boolean> {
    if (this.asking) return false;
    this.asking = true;
    try {
      const reply = await socket
        .timeout(ANSWER_MS)
        .emitWithAck(event, { transfer_id: this.offer.transfer_id, ...more });
      if (reply.ok) return true;
      if (reply.code === 'not_found') this.way.fail('unknown', false, performance.now());
      else if (this.isOffered) this.refused(reply.code, reply.detail);
    } catch {
      if (this.isOffered) this.problem = 'No answer from the server. Try again.';
    } finally {
      this.asking = false;
    }
    return false;
  }

  private refused(code: string, detail: string): void {
    if (code === 'conflict') this.way.fail('taken', false, performance.now());
    else this.problem = detail;
  }
}
