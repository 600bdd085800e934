import type { OpenTransferState, TransferOffer } from '../../shared/transfer-payloads.js';
import { Emitter } from '../../shared/live/emitter.js';
import { me, read } from './page.js';
import { socket } from './socket.js';

interface Events {
  offered: TransferOffer;
  /** It waits to be answered. */
  asked: TransferOffer;
  /** Nothing is to be answered any more. */
  answered: { transfer_id: string; chat_id: number };
  /** How many offers of a chat wait for an answer. */
  waiting: { chat_id: number; count: number };
  /** Everything that is open, as the server had it at some time after `asked`. */
  open: { open: OpenTransferState[]; asked: number };
}

const BEHIND_MS = 100;

/** Which files wait to be taken, in whatever chat. What becomes of them is for the conversation that they belong to. */
class Transfers extends Emitter<Events> {
  private readonly offers = new Map<string, number>();

  start(): void {
    socket.on('connect', () => void this.refresh());
    socket.on('transfer:offered', (offer) => {
      this.put(offer);
      this.emit('offered', offer);
      // A connection begins with everything that is open; what comes right behind says whether it was taken before.
      setTimeout(() => this.isWaiting(offer.transfer_id) && this.emit('asked', offer), BEHIND_MS);
    });
    socket.on('transfer:failed', ({ transfer_id, user_id }) => user_id === me && this.answered(transfer_id));
    socket.on('transfer:progress', ({ transfer_id, user_id }) => user_id === me && this.answered(transfer_id));
    socket.on('transfer:done', ({ transfer_id, user_id }) => user_id === me && this.answered(transfer_id));
  }

  async refresh(): Promise<void> {
    const asked = performance.now();
    const open = await read<OpenTransferState[]>('/transfer/');
    if (!open) return;
    const offered = open.filter(({ sender, ways }) => sender !== me && ways[0]?.state === 'offered');
    for (const id of this.offers.keys()) if (!offered.some(({ transfer_id }) => transfer_id === id)) this.answered(id);
    for (const offer of offered) this.put(offer);
    this.emit('open', { open, asked });
  }

  /** Whether it is still to be answered. */
  isWaiting = (transfer_id: string): boolean => this.offers.has(transfer_id);

  answered(transfer_id: string): void {
    const chat_id = this.offers.get(transfer_id);
    if (chat_id === undefined) return;
    this.offers.delete(transfer_id);
    this.emit('answered', { transfer_id, chat_id });
    this.tell(chat_id);
  }

  private put({ transfer_id, chat_id }: TransferOffer): void {
    this.offers.set(transfer_id, chat_id);
    this.tell(chat_id);
  }

  private tell(chat_id: number): void {
    this.emit('waiting', { chat_id, count: [...this.offers.values()].filter((chat) => chat === chat_id).length });
  }
}

export const transfers = new Transfers();
