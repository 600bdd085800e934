import { Controller } from '@hotwired/stimulus';
import { Follower } from '../lib/follower.js';
import { watchForEnd } from '../lib/gone.js';
import { inbox } from '../lib/inbox.js';
import { fetchPage } from '../lib/refresh.js';
import { sayAll } from '../lib/time.js';

/** The panel beside the conversation of a group: opens and turns without leaving the page, and follows what changes. */
export default class PanelController extends Controller<HTMLElement> {
  static override targets = ['button', 'panel'];
  static override values = { chat: Number, first: String };

  declare readonly buttonTarget: HTMLAnchorElement;
  declare readonly panelTarget: HTMLElement;
  declare readonly hasPanelTarget: boolean;
  declare readonly chatValue: number;
  /** What it opens with. */
  declare readonly firstValue: string;

  private ends: (() => void)[] = [];
  private readonly follower = new Follower();

  override connect(): void {
    const { soon } = this.follower;
    this.ends = [
      inbox.on('updated', ({ chat_id }) => chat_id === this.chatValue && soon()),
      inbox.on('joined', (change) => this.count(change)),
      inbox.on('left', (change) => this.count(change)),
      inbox.on('stale', soon),
      watchForEnd(this.chatValue),
      this.follower.start(),
    ];
    window.addEventListener('popstate', this.show);
  }

  override disconnect(): void {
    for (const end of this.ends) end();
    window.removeEventListener('popstate', this.show);
  }

  async toggle(event: Event): Promise<void> {
    if (this.hasPanelTarget) return this.close(event);
    event.preventDefault();
    await this.go(this.firstValue);
    this.focusOn('a');
  }

  async turn(event: Event): Promise<void> {
    event.preventDefault();
    const link = event.currentTarget as HTMLAnchorElement;
    await this.go(new URLSearchParams(link.search).get('details')!);
    this.focusOn('.tabs [aria-current]');
  }

  close(event: Event): void {
    event.preventDefault();
    history.pushState(null, '', location.pathname);
    this.remove();
    this.buttonTarget.focus({ preventScroll: true });
  }

  private async go(tab: string): Promise<void> {
    history.pushState(null, '', `?details=${tab}`);
    await this.show();
  }

  /** As the address says. Where the panel cannot be had, the page itself is asked for. */
  private show = async (): Promise<void> => {
    if (!/[?&]details=(?:members|settings)/.test(location.search)) return this.remove();
    const panel = (await fetchPage(location.href))?.querySelector<HTMLElement>('.details');
    if (!panel) return location.reload();
    sayAll(panel);
    if (this.hasPanelTarget) this.panelTarget.replaceWith(panel);
    else {
      panel.classList.add('details--entering');
      this.element.append(panel);
    }
    this.mark(true);
  };

  private focusOn(selector: string): void {
    if (this.hasPanelTarget) this.panelTarget.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }

  private remove(): void {
    if (this.hasPanelTarget) this.panelTarget.remove();
    this.mark(false);
  }

  private mark(open: boolean): void {
    this.buttonTarget.ariaExpanded = String(open);
    this.element.closest<HTMLElement>('.shell')!.dataset.view = open ? 'details' : 'pane';
  }

  /** Of a crowd that comes in, whoever has the panel closed needs the number only. */
  private count({ chat_id, member_count }: { chat_id: number; member_count: number }): void {
    if (chat_id !== this.chatValue) return;
    const place = this.element.querySelector('.pane-head [data-live=members]');
    const number = member_count.toLocaleString('en-GB');
    if (place) place.textContent = member_count === 1 ? `${number} member` : `${number} members`;
    if (this.hasPanelTarget) this.follower.soon();
  }
}
