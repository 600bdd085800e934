import { Controller } from '@hotwired/stimulus';
import { setFace } from '../lib/avatar.js';
import { type Arrival, inbox } from '../lib/inbox.js';
import { me } from '../lib/page.js';
import { copyOf, part } from '../lib/part.js';

const MOST = 3;
const STAYS_MS = 6000;
const LEAVES_MS = 160;

/** What was said in another chat than the one that is open. */
export default class ToastsController extends Controller<HTMLElement> {
  static override targets = ['template'];
  static override values = { open: Number };

  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly openValue: number;

  private end?: () => void;

  override connect(): void {
    this.end = inbox.on('message', (message) => this.receive(message));
  }

  override disconnect(): void {
    this.end?.();
  }

  close({ target }: Event): void {
    this.leave((target as Element).closest<HTMLElement>('.toast')!);
  }

  private receive(message: Arrival): void {
    if (message.chat_id === this.openValue || message.sender === me || message.kind !== 'text') return;
    const toast = this.draw(message);
    const shown = this.element.querySelectorAll<HTMLElement>('.toast');
    if (shown.length >= MOST) shown[0]!.remove();
    this.element.append(toast);
    this.leaveLater(toast);
  }

  private draw({ chat_id, sender, sender_username, text }: Arrival): HTMLElement {
    const known = document.querySelector<HTMLElement>(`.chat-row[data-chat="${chat_id}"]`);
    const name = known?.dataset.name || sender_username;
    const toast = copyOf(this.templateTarget);
    setFace(part(toast, 'avatar'), {
      id: sender,
      name,
      picture: known?.querySelector('img')?.src ?? null,
      online: true,
    });
    part(toast, 'name').textContent = name;
    part(toast, 'text').textContent = text.slice(0, 120);
    toast.querySelector('a')!.href = `/chat-web/${chat_id}`;
    return toast;
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
