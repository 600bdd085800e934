import type { ChatChange } from '../../shared/group-payloads.js';
import type { AnyRow } from '../../shared/payloads.js';
import { type Face, setFace } from './avatar.js';
import type { Arrival } from './inbox.js';
import { kept } from './kept.js';
import { isQuiet, namesMe } from './muted.js';
import { me } from './page.js';
import { part } from './part.js';
import { setTick } from './tick.js';
import { setTime } from './time.js';

/** What changes in a row when something is said or read. */
interface Said {
  text: string;
  sender: number | null;
  speaker: string | null;
  seq: number;
  read: boolean;
  time: string;
}

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

  get mentions(): number {
    return Number(this.link.dataset.mentions || 0);
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

  get isGroup(): boolean {
    return this.item.dataset.kind === 'group';
  }

  show(row: AnyRow): void {
    const { dataset } = this.link;
    const isGroup = row.kind === 'group';
    this.item.dataset.kind = row.kind;
    this.link.href = `/chat-web/${row.id}`;
    Object.assign(dataset, { chat: row.id, user: isGroup ? 0 : row.user_id, username: isGroup ? '' : row.username });
    this.call(faceOf(row));
    this.say({
      text: row.lastMessage,
      sender: row.last_sender,
      speaker: isGroup ? row.last_sender_name : null,
      seq: row.last_seq,
      read: !isGroup && row.last_read,
      time: row.time,
    });
    this.mute(row.muted_until);
    this.count(row.unread, isGroup ? row.mentions : 0);
  }

  receive({ text, sender, sender_username, seq, read, time, kind }: Arrival, unread: boolean): void {
    const names = this.isGroup && kind === 'text';
    this.say({ text, sender: kind === 'text' ? sender : null, speaker: sender_username, seq, read, time });
    if (!unread) return;
    const mentioned = names && namesMe(text);
    this.count(this.unread + 1, this.mentions + (mentioned ? 1 : 0));
  }

  /** What is different about a group. */
  update({ name, icon, muted_until }: ChatChange): void {
    if (muted_until !== undefined) this.mute(muted_until);
    if (name === undefined && icon === undefined) return;
    const picture = icon === undefined ? (this.item.querySelector('img')?.src ?? null) : icon;
    this.call({ id: this.chat, name: name ?? this.name, picture, online: null, square: true });
  }

  private call(face: Face): void {
    this.link.dataset.name = face.name;
    part(this.item, 'name').textContent = face.name;
    setFace(part(this.item, 'avatar'), face);
  }

  private say({ text, sender, speaker, seq, read, time }: Said): void {
    Object.assign(this.link.dataset, { seq, sender: sender ?? '', time });
    part(this.item, 'preview').textContent = text.slice(0, PREVIEW) || 'No messages yet';
    const named = this.isGroup && sender && sender !== me && speaker;
    part(this.item, 'speaker').textContent = named ? `${speaker}: ` : '';
    setTime(part<HTMLTimeElement>(this.item, 'time'), time);
    setTick(this.item, sender === me ? (read ? 'read' : 'sent') : '');
  }

  /** The time until which it is muted may have come. */
  wake(): void {
    if (this.link.dataset.muted && !isQuiet(this.link.dataset.muted)) this.mute(null);
  }

  private mute(until: string | null): void {
    const muted = isQuiet(until);
    this.link.dataset.muted = until ?? '';
    this.link.classList.toggle('chat-row--muted', muted);
    part(this.item, 'muted').hidden = !muted;
  }

  markRead(): void {
    if (this.sender === me) setTick(this.item, 'read');
  }

  /** Without unread messages there are no unread mentions. */
  count(unread: number, mentions = unread ? this.mentions : 0): void {
    Object.assign(this.link.dataset, { unread, mentions });
    this.link.classList.toggle('chat-row--unread', unread > 0);
    part(this.item, 'mentions').hidden = mentions === 0;
    part(this.item, 'badge').hidden = unread === 0;
    part(this.item, 'count').textContent = unread > 99 ? '99+' : String(unread);
  }

  /** Who is writing stands in place of the last message, for as long as they do. */
  showTyping(typing: boolean): void {
    this.link.classList.toggle('chat-row--typing', typing);
    part(this.item, 'typing').hidden = !typing;
  }

  /** So do files that wait to be taken, until they are answered. */
  showOffers(count: number): void {
    this.link.classList.toggle('chat-row--offers', count > 0);
    part(this.item, 'offers').hidden = count === 0;
    part(this.item, 'offers').textContent = count > 1 ? `Wants to send you ${count} files` : 'Wants to send you a file';
  }

  /** A draft stands in place of the last message, except in the chat that is open. */
  showDraft(open: number): void {
    const draft = this.chat === open ? '' : kept('draft', me, this.chat).trim();
    part(this.item, 'draft').hidden = !draft;
    if (!draft) return;
    part(this.item, 'speaker').textContent = '';
    part(this.item, 'preview').textContent = draft.slice(0, PREVIEW);
    setTick(this.item, '');
  }
}

const faceOf = (row: AnyRow): Face =>
  row.kind === 'group'
    ? { id: row.id, name: row.name, picture: row.icon, online: null, square: true }
    : { id: row.user_id, name: row.display_name, picture: row.avatar, online: row.is_online };
