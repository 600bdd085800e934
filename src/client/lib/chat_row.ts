import type { ChatRow } from '../../shared/payloads.js';
import { setFace } from './avatar.js';
import { kept } from './kept.js';
import { me } from './page.js';
import { part } from './part.js';
import { setTick } from './tick.js';
import { setTime } from './time.js';

/** What changes in a row when something is said or read. */
export type RowChange = Pick<ChatRow, 'lastMessage' | 'last_sender' | 'last_seq' | 'last_read' | 'time'>;

const PREVIEW = 200;

/** One row of the list of chats, in the markup that the server gave it. */
export class ChatRowElement {
  constructor(readonly item: HTMLElement) {}

  private get link(): HTMLAnchorElement {
    return this.item.querySelector('.chat-row')!;
  }

  get chat(): number {
    return Number(this.link.dataset.chat);
  }

  get seq(): number {
    return Number(this.link.dataset.seq);
  }

  get unread(): number {
    return Number(this.link.dataset.unread || 0);
  }

  get time(): string {
    return this.link.dataset.time ?? '';
  }

  get name(): string {
    return this.link.dataset.name ?? '';
  }

  get sender(): number {
    return Number(this.link.dataset.sender);
  }

  show(row: ChatRow): void {
    const { dataset } = this.link;
    this.link.href = `/chat-web/${row.id}`;
    Object.assign(dataset, { chat: row.id, user: row.user_id, username: row.username, name: row.display_name });
    part(this.item, 'name').textContent = row.display_name;
    const { user_id: id, display_name: name, avatar: picture, is_online: online } = row;
    setFace(part(this.item, 'avatar'), { id, name, picture, online });
    this.change(row);
    this.count(row.unread);
  }

  change({ lastMessage, last_sender, last_seq, last_read, time }: RowChange): void {
    Object.assign(this.link.dataset, { seq: last_seq, sender: last_sender ?? '', time });
    part(this.item, 'preview').textContent = lastMessage.slice(0, PREVIEW) || 'No messages yet';
    setTime(part<HTMLTimeElement>(this.item, 'time'), time);
    setTick(this.item, last_sender === me ? (last_read ? 'read' : 'sent') : '');
  }

  markRead(): void {
    if (this.sender === me) setTick(this.item, 'read');
  }

  count(unread: number): void {
    this.link.dataset.unread = String(unread);
    this.link.classList.toggle('chat-row--unread', unread > 0);
    part(this.item, 'badge').hidden = unread === 0;
    part(this.item, 'count').textContent = unread > 99 ? '99+' : String(unread);
  }

  /** A draft stands in place of the last message, except in the chat that is open. */
  showDraft(open: number): void {
    const draft = this.chat === open ? '' : kept('draft', me, this.chat).trim();
    part(this.item, 'draft').hidden = !draft;
    if (!draft) return;
    part(this.item, 'preview').textContent = draft.slice(0, PREVIEW);
    setTick(this.item, '');
  }
}
