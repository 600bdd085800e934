import { Controller } from '@hotwired/stimulus';
import type { Stats } from '../../shared/payloads.js';
import { unreadInServers } from '../lib/channels.js';
import { inbox } from '../lib/inbox.js';
import { debounced, read } from '../lib/page.js';

/** Counts what is unread in the title, the favicon and the name of the way home. */
export default class UnreadController extends Controller<HTMLElement> {
  private readonly title = document.title.replace(/^\(\d+\+?\) /, '');
  private ends: (() => void)[] = [];
  /** Unread in the conversations of the list, without those of servers. */
  private chats = 0;

  /** The list of chats knows; a page without it asks. */
  override connect(): void {
    if (document.querySelector('.chat-list [data-chat-list-target=rows]')) return;
    const ask = debounced(300, () => void this.ask());
    this.ends = (['connected', 'message', 'read', 'stale'] as const).map((name) => inbox.on(name, ask));
  }

  override disconnect(): void {
    for (const end of this.ends) end();
  }

  show({ detail: { unread = this.chats } }: CustomEvent<{ unread?: number }>): void {
    this.count(unread);
  }

  private async ask(): Promise<void> {
    const stats = await read<Stats>('/stats/');
    if (stats) this.count(Math.max(0, stats.unread - unreadInServers()));
  }

  private count(chats: number): void {
    this.chats = chats;
    const unread = chats + unreadInServers();
    document.title = unread ? `(${unread > 99 ? '99+' : unread}) ${this.title}` : this.title;
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    const wanted = unread ? '/icons/favicon-unread.svg' : '/icons/favicon.svg';
    if (icon && icon.getAttribute('href') !== wanted) icon.href = wanted;
    document.querySelector('[data-home-link]')!.ariaLabel = chats ? `Home, ${chats} unread` : 'Home';
  }
}
