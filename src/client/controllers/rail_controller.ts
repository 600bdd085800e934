import { Controller } from '@hotwired/stimulus';
import { namesMe } from '../lib/muted.js';
import { serverOf } from '../lib/channels.js';
import { Follower } from '../lib/follower.js';
import { type Arrival, inbox } from '../lib/inbox.js';
import { me } from '../lib/page.js';
import { RailServer, showMention } from '../lib/rail_server.js';
import { socket } from '../lib/socket.js';

/** One for all that follow each other on a page: what is drawn anew brings a new controller, and no new haste. */
const follower = new Follower();
follower.start();

/** The servers on the rail and the channels beside it: what is unread there, and which there are. */
export default class RailController extends Controller<HTMLElement> {
  static override values = { server: Number };
  /** Of which server this page is. */
  declare readonly serverValue: number;

  private ends: (() => void)[] = [];

  override connect(): void {
    const { soon } = follower;
    for (const server of this.servers()) this.begin(server);
    this.ends = [
      inbox.on('message', (message) => this.receive(message)),
      inbox.on('read', ({ chat_id, user_id, up_to }) => user_id === me && this.read(chat_id, up_to)),
      inbox.on('unread', ({ chat_id, unread }) => this.count(chat_id, { unread })),
      inbox.on('updated', ({ chat_id }) => this.follow(chat_id)),
      inbox.on('removed', ({ chat_id }) => this.drop(chat_id)),
      inbox.on('joined', ({ chat_id }) => chat_id === this.serverValue && this.follow(chat_id)),
      inbox.on('left', ({ chat_id }) => chat_id === this.serverValue && this.follow(chat_id)),
      inbox.on('presence', () => this.serverValue && document.querySelector('.side-people') && soon()),
      inbox.on('stale', soon),
    ];
    socket.on('server:added', soon);
    this.ends.push(() => socket.off('server:added', soon));
    this.told();
  }

  override disconnect(): void {
    for (const end of this.ends) end();
  }

  private servers = () =>
    [...this.element.querySelectorAll<HTMLElement>('[data-server]')].map((link) => new RailServer(link));

  /** What is being read in this window is not unread, whatever the page was drawn with. */
  private begin(server: RailServer): void {
    for (const { id, seq, unread } of server.channels()) {
      if (!inbox.headOf(id)) inbox.begins(id, seq);
      if (unread && (inbox.reading === id || inbox.cursorOf(id, me) >= seq)) server.set(id, { unread: 0 });
    }
  }

  private receive({ chat_id, seq, sender, text }: Arrival): void {
    const server = this.of(chat_id);
    const channel = server?.channel(chat_id);
    if (!server || !channel) return;
    // What comes after a later one may be counted already: only the server knows.
    if (seq <= channel.seq) return follower.soon();
    const isUnread = sender !== me && inbox.reading !== chat_id;
    this.count(chat_id, { seq, unread: channel.unread + (isUnread ? 1 : 0) });
    if (isUnread && namesMe(text)) showMention(chat_id);
  }

  private read(chatId: number, upTo: number): void {
    const channel = this.of(chatId)?.channel(chatId);
    if (!channel?.unread) return;
    if (upTo >= channel.seq) this.count(chatId, { unread: 0 });
    else follower.soon();
  }

  private count(chatId: number, change: { unread: number; seq?: number }): void {
    this.of(chatId)?.set(chatId, change);
    this.told();
  }

  private of(chatId: number): RailServer | null {
    const link = serverOf(chatId);
    return link && new RailServer(link);
  }

  /** A server of the rail, or one of their channels. The page of a server follows it by itself. */
  private follow(id: number): void {
    const isHere = this.element.querySelector(`[data-server="${id}"]`) !== null || serverOf(id) !== null;
    if (isHere && !document.querySelector(`[data-administration-chat-value="${id}"]`)) follower.soon();
  }

  /** The page may be one of what is gone, and cannot be drawn anew. */
  private drop(id: number): void {
    this.follow(id);
    this.of(id)?.forget(id);
    this.element.querySelector(`[data-server="${id}"]`)?.closest('li')?.remove();
    this.element.hidden = this.element.childElementCount === 0;
    this.told();
  }

  private told(): void {
    this.dispatch('changed', { target: window, detail: {}, prefix: 'servers' });
  }
}
