import { Controller } from '@hotwired/stimulus';
import type { ReadReceipt } from '../../shared/payloads.js';
import type { TransferOffer } from '../../shared/transfer-payloads.js';
import { canNotify, claims, claimsOffer, isOn } from '../lib/alerts.js';
import { tellerOf } from '../lib/channels.js';
import { canBeHeard, chime } from '../lib/chime.js';
import { type Arrival, inbox } from '../lib/inbox.js';
import { concernsMe, isMuted } from '../lib/muted.js';
import { isVisible, me } from '../lib/page.js';
import { transfers } from '../lib/transfers.js';

/** Long enough for a tab that shows the message to say so. */
const OTHERS_FIRST_MS = 200;
/** A tab that nobody has used cannot be heard, so it lets others speak. */
const UNHEARD_MS = 300;
const PREVIEW = 120;
/** After sleep there may be a lot to say. */
const MOST = 3;
const MOST_IN_MS = 5000;

interface News {
  chat_id: number;
  sender_username: string;
  text: string;
  /** Two with the same are one notification. */
  tag: string;
  /** True for the one tab that may speak of it. */
  claims(): Promise<boolean>;
  /** This device is told of it by push as well. */
  isPushed: boolean;
  /** It has been read, or answered. */
  isOver(): boolean;
}

const tagOfChat = (chatId: number): string => `parley-${chatId}`;
const tagOfOffer = (transferId: string): string => `parley-${transferId}`;

/** A sound and a notification of the desktop, if switched on, for what comes while nobody looks at it. */
export default class AlertsController extends Controller<HTMLElement> {
  private readonly shown = new Map<string, Notification>();
  private spoken: number[] = [];
  private ends: (() => void)[] = [];

  override connect(): void {
    this.ends = [
      inbox.on('message', (message) => void this.consider(message)),
      inbox.on('read', (receipt) => this.read(receipt)),
      transfers.on('asked', (offer) => void this.offered(offer)),
      transfers.on('answered', ({ transfer_id }) => this.takeBack(tagOfOffer(transfer_id))),
    ];
  }

  override disconnect(): void {
    for (const end of this.ends) end();
  }

  private async consider(message: Arrival): Promise<void> {
    const { chat_id, seq, sender, sender_username, text, kind } = message;
    if (sender === me || kind !== 'text' || !concernsMe(message)) return;
    await this.announce({
      chat_id,
      sender_username,
      text,
      tag: tagOfChat(chat_id),
      isPushed: isOn('push'),
      claims: () => claims(chat_id, seq),
      isOver: () => inbox.cursorOf(chat_id, me) >= seq,
    });
  }

  private async offered({ chat_id, transfer_id, sender_username, name }: TransferOffer): Promise<void> {
    await this.announce({
      chat_id,
      sender_username,
      text: `Wants to send you ${name}`,
      tag: tagOfOffer(transfer_id),
      isPushed: false,
      claims: () => claimsOffer(transfer_id),
      isOver: () => !transfers.isWaiting(transfer_id),
    });
  }

  private async announce(news: News): Promise<void> {
    if (!isOn('sound') && !isOn('desktop')) return;
    if (inbox.open === news.chat_id && isVisible()) return void (await news.claims());
    const wait = OTHERS_FIRST_MS + (canBeHeard() ? 0 : UNHEARD_MS);
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (news.isOver() || (await isMuted(news.chat_id))) return;
    if (await news.claims()) this.speak(news);
  }

  private speak(news: News): void {
    const now = Date.now();
    this.spoken = this.spoken.filter((at) => now - at < MOST_IN_MS);
    if (this.spoken.push(now) > MOST) return;
    // What the service worker shows while no page is in front needs no second notification.
    if (isOn('desktop') && !(news.isPushed && !isVisible())) this.notify(news);
    if (isOn('sound')) chime().catch(() => undefined);
  }

  private notify({ chat_id, sender_username, text, tag }: News): void {
    if (!canNotify() || Notification.permission !== 'granted') return;
    const about = { body: text.slice(0, PREVIEW), tag, icon: '/icons/icon-192.png', silent: true };
    try {
      const notification = new Notification(tellerOf(chat_id, sender_username), about);
      notification.onclick = () => {
        window.focus();
        location.assign(`/chat-web/${chat_id}`);
      };
      this.shown.set(tag, notification);
    } catch {
      // Browsers on phones notify for installed apps only.
    }
  }

  /** Read here or on another device. */
  private read({ chat_id, user_id }: ReadReceipt): void {
    if (user_id === me) this.takeBack(tagOfChat(chat_id));
  }

  private takeBack(tag: string): void {
    this.shown.get(tag)?.close();
    this.shown.delete(tag);
  }
}
