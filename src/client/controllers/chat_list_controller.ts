import { Controller } from '@hotwired/stimulus';
import type { AnyRow, ReadReceipt } from '../../shared/payloads.js';
import { ChatRowElement } from '../lib/chat_row.js';
import { serverOf } from '../lib/channels.js';
import { allChats } from '../lib/choices.js';
import { type Arrival, inbox } from '../lib/inbox.js';
import { debounced, me } from '../lib/page.js';
import { copyOf } from '../lib/part.js';
import { transfers } from '../lib/transfers.js';
import { typists } from '../lib/typists.js';

const MINUTE_MS = 60_000;
const AGAIN_MS = 5000;
const PLACE = 'parley:list-place';

/** The list of chats, kept as it is on the server: newest first, with last message, time and unread. */
export default class ChatListController extends Controller<HTMLElement> {
  static override targets = ['scroll', 'rows', 'template', 'empty', 'chips', 'chip', 'more'];
  static override values = { open: Number };

  declare readonly scrollTarget: HTMLElement;
  declare readonly rowsTarget: HTMLUListElement;
  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly emptyTarget: HTMLElement;
  declare readonly chipsTarget: HTMLElement;
  declare readonly chipTargets: HTMLAnchorElement[];
  declare readonly hasMoreTarget: boolean;
  declare readonly openValue: number;

  private ends: (() => void)[] = [];
  private isLoading = false;
  private readonly reload = debounced(250, () => void this.load());

  override connect(): void {
    for (const row of this.rows()) {
      inbox.begins(row.chat, row.seq);
      row.showDraft(this.openValue);
    }
    this.ends = [
      inbox.on('message', (message) => this.receive(message)),
      inbox.on('read', (receipt) => this.receiveRead(receipt)),
      inbox.on('unread', ({ chat_id, unread }) => this.count(chat_id, unread)),
      inbox.on('added', (row) => this.add(row)),
      inbox.on('updated', (change) => this.row(change.chat_id)?.update(change)),
      inbox.on('removed', ({ chat_id }) => this.remove(chat_id)),
      inbox.on('stale', this.reload),
      transfers.on('waiting', ({ chat_id, count }) => this.row(chat_id)?.showOffers(count)),
      typists.on('changed', ({ chat_id, typists: who }) => this.row(chat_id)?.showTyping(who.length > 0)),
    ];
    const clock = setInterval(() => this.rows().forEach((row) => row.wake()), MINUTE_MS);
    this.ends.push(() => clearInterval(clock));
    this.keepPlace();
    this.told();
  }

  override disconnect(): void {
    for (const end of this.ends) end();
  }

  filter(event: Event): void {
    event.preventDefault();
    const { show } = (event.currentTarget as HTMLElement).dataset;
    this.rowsTarget.dataset.show = show;
    for (const chip of this.chipTargets) {
      if (chip.dataset.show === show) chip.ariaCurrent = 'true';
      else chip.removeAttribute('aria-current');
    }
    // The page may have come with a part of the list only.
    if (new URLSearchParams(location.search).has('show')) this.reload();
  }

  private rows = () => [...this.rowsTarget.children].map((item) => new ChatRowElement(item as HTMLElement));

  private row = (chatId: number) => this.rows().find(({ chat }) => chat === chatId);

  private receive(message: Arrival): void {
    const { chat_id, seq, sender } = message;
    const row = this.row(chat_id);
    if (!row) return void (serverOf(chat_id) ?? this.reload());
    // What comes after a later one may be counted already: only the server knows.
    if (seq <= row.seq) return this.reload();
    row.receive(message, sender !== me && inbox.reading !== chat_id);
    row.showDraft(this.openValue);
    this.rowsTarget.prepend(row.item);
    this.told();
  }

  private receiveRead({ chat_id, user_id, up_to }: ReadReceipt): void {
    const row = this.row(chat_id);
    if (!row) return;
    if (user_id !== me) {
      if (up_to >= row.seq) row.markRead();
    } else if (row.unread && up_to >= row.seq) this.count(chat_id, 0);
    else if (row.unread) this.reload();
  }

  private count(chatId: number, unread: number): void {
    const row = this.row(chatId);
    // How many of those that are left are mentions, only the server knows.
    if (unread && row?.mentions) this.reload();
    row?.count(unread);
    this.told();
  }

  private add(chat: AnyRow): void {
    inbox.knows(chat.id, chat.last_seq);
    // Older ones than are shown stand on the next page of the list.
    if (this.hasMoreTarget && this.rows().every(({ time }) => chat.time < time)) return;
    this.show(chat);
    this.sort();
    this.told();
  }

  private remove(chatId: number): void {
    inbox.forget(chatId);
    this.row(chatId)?.item.remove();
    this.told();
  }

  private show(chat: AnyRow): void {
    const known = this.row(chat.id);
    // It was read before something that came meanwhile, and counts are only right in one that was read after it.
    if (known && known.seq > chat.last_seq) return this.reload();
    const row = known ?? new ChatRowElement(copyOf(this.templateTarget));
    row.show(chat);
    // What was read while the list was on its way is not unread again.
    if (inbox.reading === chat.id || inbox.cursorOf(chat.id, me) >= chat.last_seq) row.count(0);
    row.showDraft(this.openValue);
    if (!row.item.isConnected) this.rowsTarget.append(row.item);
  }

  /** One at a time, so that what was read last is shown last. A list that cannot be had is asked for again. */
  private async load(): Promise<void> {
    if (this.isLoading) return this.reload();
    this.isLoading = true;
    const chats = await allChats();
    this.isLoading = false;
    if (!chats) return void setTimeout(this.reload, AGAIN_MS);
    for (const chat of chats) this.show(chat);
    this.sort();
    this.told();
  }

  private sort(): void {
    const newestFirst = this.rows().sort((a, b) => b.time.localeCompare(a.time));
    this.rowsTarget.append(...newestFirst.map(({ item }) => item));
  }

  /** Lets the rest of the page know: title, favicon, home link, what waits. */
  private told(): void {
    this.emptyTarget.hidden = this.rowsTarget.childElementCount > 0;
    if (this.emptyTarget.hidden) this.chipsTarget.hidden = false;
    const unread = this.rows().reduce((sum, row) => sum + row.unread, 0);
    this.dispatch('changed', { target: window, detail: { unread }, prefix: 'chats' });
  }

  /** Each page brings the list anew; it should look as if it had never gone away. */
  private keepPlace(): void {
    this.scrollTarget.scrollTop = Number(sessionStorage.getItem(PLACE) ?? 0);
    this.rowsTarget.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
    const remember = () => sessionStorage.setItem(PLACE, String(this.scrollTarget.scrollTop));
    window.addEventListener('pagehide', remember);
    this.ends.push(() => window.removeEventListener('pagehide', remember));
  }
}
