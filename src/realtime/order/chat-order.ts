import { Injectable, Logger } from '@nestjs/common';
import { LiveMessages } from '../../messages/live-messages.js';
import type { LiveMessage } from '../../shared/payloads.js';
import { Place, UNKNOWN } from './place.js';

/** In ms: what another instance has stored is heard within a few. */
const HOLD = 100;
const TRY_AGAIN = 1_000;
const MOST_TRIES = 5;
const MOST_HELD = 1_000;
const CHATS_AT_ONCE = 20;
const NOTHING_BEYOND = 2 ** 31 - 1;

/**
 * Messages of each chat reach everybody here in the order of `seq` and once, in whatever order they were heard (R5): two
 * instances store in turn, and a signal may be late, or lost. What follows on a message that was not heard is held for a
 * moment; then the missing one is read from the database.
 */
@Injectable()
export class ChatOrder {
  private readonly logger = new Logger('Sockets');
  /** Of every chat that somebody hears here. */
  private readonly places = new Map<number, Place>();
  private readonly filling = new Map<number, NodeJS.Timeout>();
  /** Messages that were read because nobody had said them in time, for the metrics. */
  filledIn = 0;
  /** Hears the messages of a chat that were held, or read, when it is their turn. */
  onDue: (chatId: number, messages: LiveMessage[]) => void = () => undefined;

  constructor(private readonly stored: LiveMessages) {}

  /** From now on somebody hears this chat here. `head` is how far it was just before, if that is known. */
  watch(chatId: number, head = UNKNOWN): void {
    const place = this.places.get(chatId);
    if (!place) this.places.set(chatId, new Place(head));
    else if (place.head === UNKNOWN) place.head = head;
  }

  forget(chatId: number): void {
    this.places.delete(chatId);
    this.rest(chatId);
  }

  /** Those of these messages of one chat that are due now, with what was held for them. */
  due(chatId: number, messages: LiveMessage[]): LiveMessage[] {
    const place = this.places.get(chatId);
    if (!place) return [];
    const due = place.take(messages);
    if (place.heldCount > MOST_HELD) due.push(...place.takeAll());
    if (!place.isHolding) this.rest(chatId);
    else if (!this.filling.has(chatId)) this.fillLater(chatId, HOLD, MOST_TRIES);
    return due;
  }

  /** These chats are so far by now; whatever was not heard of them is read and told. */
  async catchUp(heads: ReadonlyMap<number, number>): Promise<void> {
    const behind: number[] = [];
    for (const [chatId, head] of heads) {
      const place = this.places.get(chatId);
      if (place?.head === UNKNOWN) place.head = head;
      else if (place && place.head < head) behind.push(chatId);
    }
    for (let at = 0; at < behind.length; at += CHATS_AT_ONCE)
      await this.read(behind.slice(at, at + CHATS_AT_ONCE), (chatId) => heads.get(chatId)!);
  }

  /** Reads on while it finds anything, up to those heads. */
  private async read(chatIds: number[], target: (chatId: number) => number): Promise<void> {
    for (let behind = chatIds; behind.length > 0;) {
      const heads = new Map(behind.map((chatId) => [chatId, this.places.get(chatId)?.head ?? NOTHING_BEYOND]));
      const read = await this.stored.after(heads);
      for (const [chatId, messages] of byChat(read)) this.fillIn(chatId, messages);
      behind = behind.filter((chatId) => {
        const head = this.places.get(chatId)?.head ?? Infinity;
        return head > heads.get(chatId)! && head < target(chatId);
      });
    }
  }

  private fillIn(chatId: number, messages: LiveMessage[]): void {
    const due = this.due(chatId, messages);
    this.filledIn += due.length;
    if (due.length) this.onDue(chatId, due);
  }

  private fillLater(chatId: number, ms: number, triesLeft: number): void {
    this.filling.set(chatId, setTimeout(() => void this.fill(chatId, triesLeft), ms).unref());
  }

  private async fill(chatId: number, triesLeft: number): Promise<void> {
    const place = this.places.get(chatId);
    const heldBefore = place?.heldTo ?? 0;
    try {
      await this.read([chatId], () => Infinity);
    } catch (error) {
      this.logger.warn({ err: error }, 'Messages that were not heard could not be read');
      if (triesLeft > 0 && place && this.places.get(chatId) === place)
        return this.fillLater(chatId, TRY_AGAIN, triesLeft - 1);
    }
    if (!place?.isHolding || this.places.get(chatId) !== place) return;
    if (place.heldFrom <= heldBefore) return this.giveUp(chatId, place);
    // It was heard while the others were read, and what it follows on is still on its way.
    this.rest(chatId);
    this.fillLater(chatId, HOLD, MOST_TRIES);
  }

  /** What is missing cannot be had: clients see the gap, and ask for it themselves. */
  private giveUp(chatId: number, place: Place): void {
    this.rest(chatId);
    this.onDue(chatId, place.takeAll());
  }

  private rest(chatId: number): void {
    const timer = this.filling.get(chatId);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.filling.delete(chatId);
  }
}

function byChat(messages: LiveMessage[]): Map<number, LiveMessage[]> {
  const chats = new Map<number, LiveMessage[]>();
  for (const message of messages) {
    const others = chats.get(message.chat_id);
    if (others) others.push(message);
    else chats.set(message.chat_id, [message]);
  }
  return chats;
}
