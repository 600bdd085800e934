import { Controller } from '@hotwired/stimulus';
import type { ChatPage, RoomUsers } from '../../shared/payloads.js';
import { inbox } from '../lib/inbox.js';
import { read } from '../lib/page.js';
import { socket } from '../lib/socket.js';

/** When a thousand people come back at once, their pages do not all ask at once, nor again and again. */
const SOON_MS = 500;
const SPREAD_MS = 1500;
const PAUSE_MS = 10_000;

/** Tells the server whether somebody looks at this chat, and shows how many of its members are here. */
export default class RoomController extends Controller<HTMLElement> {
  static override targets = ['count'];
  static override values = { chat: Number };

  declare readonly countTarget: HTMLElement;
  declare readonly hasCountTarget: boolean;
  declare readonly chatValue: number;

  private ends: (() => void)[] = [];
  private timer?: ReturnType<typeof setTimeout>;
  private counted = -Infinity;

  override connect(): void {
    this.ends = [inbox.on('connected', this.tell), inbox.on('presence', this.countSoon)];
    document.addEventListener('visibilitychange', this.tell);
    socket.on('room:users', this.entered);
    this.tell();
  }

  override disconnect(): void {
    for (const end of this.ends) end();
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.tell);
    socket.off('room:users', this.entered);
    if (socket.connected) socket.emit('chat:close', { chat_id: this.chatValue }, () => undefined);
  }

  private tell = (): void => {
    if (!socket.connected) return;
    socket.emit(document.hidden ? 'chat:close' : 'chat:open', { chat_id: this.chatValue }, () => undefined);
  };

  private entered = ({ chat_id }: RoomUsers): void => {
    if (chat_id === this.chatValue) this.countSoon();
  };

  /** Only a private chat has no number to show. */
  private countSoon = (): void => {
    if (!this.hasCountTarget || this.timer || document.hidden) return;
    const wait = Math.max(SOON_MS + Math.random() * SPREAD_MS, this.counted + PAUSE_MS - performance.now());
    this.timer = setTimeout(() => void this.count(), wait);
  };

  private async count(): Promise<void> {
    const page = await read<ChatPage>(`/chat/${this.chatValue}?limit=1`);
    [this.timer, this.counted] = [undefined, performance.now()];
    if (page) this.countTarget.textContent = page.online_count ? `${page.online_count} online` : '';
  }
}
