import { Controller } from '@hotwired/stimulus';
import type { ReadReceipt } from '../../shared/payloads.js';
import { canNotify, claims, isOn } from '../lib/alerts.js';
import { canBeHeard, chime } from '../lib/chime.js';
import { type Arrival, inbox } from '../lib/inbox.js';
import { isMuted } from '../lib/muted.js';
import { isVisible, me } from '../lib/page.js';

/** Long enough for a tab that shows the message to say so. */
const OTHERS_FIRST_MS = 200;
/** A tab that nobody has used cannot be heard, so it lets others speak. */
const UNHEARD_MS = 300;
const PREVIEW = 120;
/** After sleep there may be a lot to say. */
const MOST = 3;
const MOST_IN_MS = 5000;

/** A sound and a notification of the desktop, if switched on, for what comes while nobody looks at it. */
export default class AlertsController extends Controller<HTMLElement> {
  private readonly shown = new Map<number, Notification>();
  private spoken: number[] = [];
  private ends: (() => void)[] = [];

  override connect(): void {
    this.ends = [
      inbox.on('message', (message) => void this.consider(message)),
      inbox.on('read', (receipt) => this.takeBack(receipt)),
    ];
  }

  override disconnect(): void {
    for (const end of this.ends) end();
  }

  private async consider(message: Arrival): Promise<void> {
    const { chat_id, seq, sender, kind } = message;
    if (sender === me || kind !== 'text' || !(isOn('sound') || isOn('desktop'))) return;
    if (inbox.open === chat_id && isVisible()) return void (await claims(chat_id, seq));
    const wait = OTHERS_FIRST_MS + (canBeHeard() ? 0 : UNHEARD_MS);
    await new Promise((resolve) => setTimeout(resolve, wait));
    const isRead = inbox.cursorOf(chat_id, me) >= seq;
    if (isRead || (await isMuted(chat_id))) return;
    if (await claims(chat_id, seq)) this.speak(message);
  }

  private speak(message: Arrival): void {
    const now = Date.now();
    this.spoken = this.spoken.filter((at) => now - at < MOST_IN_MS);
    if (this.spoken.push(now) > MOST) return;
    if (isOn('desktop')) this.notify(message);
    if (isOn('sound')) chime().catch(() => undefined);
  }

  private notify({ chat_id, sender_username, text }: Arrival): void {
    if (!canNotify() || Notification.permission !== 'granted') return;
    const name = document.querySelector<HTMLElement>(`.chat-row[data-chat="${chat_id}"]`)?.dataset.name;
    const about = { body: text.slice(0, PREVIEW), tag: `parley-${chat_id}`, icon: '/icons/icon-192.png', silent: true };
    try {
      const notification = new Notification(name || sender_username, about);
      notification.onclick = () => {
        window.focus();
        location.assign(`/chat-web/${chat_id}`);
      };
      this.shown.set(chat_id, notification);
    } catch {
      // Browsers on phones notify for installed apps only.
    }
  }

  /** Read here or on another device. */
  private takeBack({ chat_id, user_id }: ReadReceipt): void {
    if (user_id !== me) return;
    this.shown.get(chat_id)?.close();
    this.shown.delete(chat_id);
  }
}
