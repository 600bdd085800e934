import { sizeWords } from '../../shared/size-words.js';
import type { OpenTransferState, TransferOffer } from '../../shared/transfer-payloads.js';
import { me } from '../lib/page.js';
import { transfers } from '../lib/transfers.js';
import type { Action, Card } from './card.js';
import { Incoming } from './incoming.js';
import { receivedLook } from './look.js';
import { type Place, withinSentence } from './place.js';
import { shownName } from './words.js';

/** A key that was meant for something else when the offer came. */
const UNSEEN_MS = 700;
const STUCK_MS = 1500;
/** After a reload it may turn out to have been taken before. */
const BEHIND_MS = 150;

const asking = ({ whole, offer: { name, size } }: Incoming): string =>
  `${whole} wants to send you ${name}, ${sizeWords(size)}. Enter accepts, Escape declines.`;

/** The files that come to the reader of this page in its chat. */
export class Receiver {
  private readonly files = new Map<string, { file: Incoming; card: Card }>();

  constructor(private readonly place: Place) {}

  find = (id: string): Incoming | undefined => this.files.get(id)?.file;

  offered(offer: TransferOffer): Incoming {
    const known = this.find(offer.transfer_id);
    if (known) return known;
    const whole = this.place.name || offer.sender_username;
    const file = new Incoming({ ...offer, name: shownName(offer.name) }, withinSentence(whole));
    const card = this.place.shelf.put(file.offer, false, (action) => this.act(file, action));
    this.files.set(offer.transfer_id, { file, card });
    return file;
  }

  /** The first that can be answered by a key. */
  asking(now: number): Incoming | undefined {
    const offers = [...this.files.values()].filter(({ file }) => file.isOffered);
    return offers.find(({ file }) => now - file.shownAt > UNSEEN_MS)?.file;
  }

  act(file: Incoming, action: Action): void {
    if (action === 'decline') file.decline();
    else if (action === 'cancel') file.cancel();
    else if (action === 'accept') void file.accept().then(() => this.answered(file));
    this.answered(file);
  }

  agree(open: OpenTransferState[], asked: number, now: number): void {
    for (const state of open) {
      if (state.sender === me || state.chat_id !== this.place.chatId || !state.ways[0]) continue;
      const file = this.find(state.transfer_id);
      // What has ended here may not have ended there yet.
      if (file && !file.way.isOpen) continue;
      (file ?? this.offered(state)).agree(state.ways[0], now);
    }
    for (const { file } of this.files.values()) {
      const isKnown = open.some(({ transfer_id }) => transfer_id === file.offer.transfer_id);
      if (!isKnown && file.shownAt < asked) file.agree(undefined, now);
    }
  }

  get isBusy(): boolean {
    return [...this.files.values()].some(({ file }) => file.way.isOpen);
  }

  /** Whether something does not go on by itself. */
  isStuck(now: number): boolean {
    return [...this.files.values()].some(({ file: { way } }) => {
      return (way.state === 'accepted' || way.state === 'paused') && now - way.since > STUCK_MS;
    });
  }

  draw(now: number): void {
    const { shelf, announcer } = this.place;
    for (const { file, card } of this.files.values()) {
      if (file.isOffered && now - file.shownAt > BEHIND_MS) announcer.once(card, asking(file));
      const { name, size } = file.offer;
      const who = this.place.name ? withinSentence(this.place.name.split(/\s/u)[0]!) : file.whole;
      const look = receivedLook(file.way, { name, size, who, whole: file.whole }, file.until, file.problem, now);
      shelf.show(card, look);
      announcer.follow(card, name, look, now);
    }
  }

  private answered(file: Incoming): void {
    if (!file.isOffered) transfers.answered(file.offer.transfer_id);
    this.place.changed();
  }
}
