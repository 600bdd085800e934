import { Controller } from '@hotwired/stimulus';
import type { ReadReceipt } from '../../shared/payloads.js';
import type { TransferOffer } from '../../shared/transfer-payloads.js';
import { setFace } from '../lib/avatar.js';
import { tellerOf } from '../lib/channels.js';
import { type Arrival, inbox } from '../lib/inbox.js';
import { concernsMe, isMuted } from '../lib/muted.js';
import { me } from '../lib/page.js';
import { copyOf, part } from '../lib/part.js';
import { transfers } from '../lib/transfers.js';

const MOST = 3;
const STAYS_MS = 6000;
const LEAVES_MS = 160;

type News = Pick<Arrival, 'chat_id' | 'seq' | 'sender' | 'sender_username' | 'text'>;

/** What was said in another chat than the one that is open. */
export default class ToastsController extends Controller<HTMLElement> {
  static override targets = ['template'];
  static override values = { open: Number };

  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly openValue: number;

  private ends: (() => void)[] = [];

  override connect(): void {
    this.ends = [
      inbox.on('message', (message) => void this.receive(message)),
      transfers.on('asked', (offer) => void this.offer(offer)),
      transfers.on('answered', ({ transfer_id }) => this.answered(transfer_id)),
      inbox.on('read', (receipt) => receipt.user_id === me && this.forget(receipt)),
    ];
  }

  override disconnect(): void {
    for (const end of this.ends) end();
  }

  close({ target }: Event): void {
    this.leave((target as Element).closest<HTMLElement>('.toast')!);
  }

  private async receive(message: Arrival): Promise<void> {
    if (message.chat_id === this.openValue || message.sender === me || message.kind !== 'text') return;
    if (concernsMe(message) && !(await isMuted(message.chat_id))) this.show(this.draw(message));
  }

  /** It stays as long as other news; after that the list says that a file waits. */
  private async offer({ chat_id, transfer_id, sender, sender_username, name }: TransferOffer): Promise<void> {
    if (chat_id === this.openValue || (await isMuted(chat_id))) return;
    const text = `Wants to send you ${name}`;
    const toast = this.draw({ chat_id, seq: Infinity, sender, sender_username, text });
    toast.dataset.transfer = transfer_id;
    this.show(toast);
  }

  private answered(transferId: string): void {
    for (const toast of this.element.querySelectorAll<HTMLElement>('.toast'))
      if (toast.dataset.transfer === transferId) this.leave(toast);
  }

  private show(toast: HTMLElement): void {
    const shown = this.element.querySelectorAll<HTMLElement>('.toast');
    if (shown.length >= MOST) shown[0]!.remove();
    this.element.append(toast);
    this.leaveLater(toast);
  }

  private draw({ chat_id, seq, sender, sender_username, text }: News): HTMLElement {
    const known = document.querySelector<HTMLElement>(`.chat-row[data-chat="${chat_id}"]`);
    const name = tellerOf(chat_id, sender_username);
    const toast = copyOf(this.templateTarget);
    Object.assign(toast.dataset, { chat: chat_id, seq });
    setFace(part(toast, 'avatar'), {
      id: sender,
      name,
      picture: known?.querySelector('img')?.src ?? null,
      online: known?.querySelector('[data-online]') ? true : null,
    });
    part(toast, 'name').textContent = name;
    part(toast, 'text').textContent = text.slice(0, 120);
    toast.querySelector('a')!.href = `/chat-web/${chat_id}`;
    return toast;
  }

  /** What was read on another device is no news any more. */
  private forget({ chat_id, up_to }: ReadReceipt): void {
    for (const toast of this.element.querySelectorAll<HTMLElement>(`.toast[data-chat="${chat_id}"]`)) {
      if (Number(toast.dataset.seq) <= up_to) this.leave(toast);
    }
  }

  /** It stays while somebody points at it or is in it. */
  private leaveLater(toast: HTMLElement): void {
    setTimeout(() => {
      if (toast.matches(':hover, :focus-within')) this.leaveLater(toast);
      else this.leave(toast);
    }, STAYS_MS);
  }

  private leave(toast: HTMLElement): void {
    toast.classList.add('toast--leaving');
    setTimeout(() => toast.remove(), LEAVES_MS);
  }
}
