interface ChannelCount {
  id: number;
  seq: number;
  unread: number;
  muted: boolean;
}

/** One server on the rail, with what is unread in each of its channels, in the markup that the server gave it. */
export class RailServer {
  constructor(private readonly link: HTMLElement) {}

  get id(): number {
    return Number(this.link.dataset.server);
  }

  channels(): ChannelCount[] {
    const found = (this.link.dataset.channels ?? '').split(' ').filter(Boolean);
    return found.map((channel) => {
      const [id = 0, seq = 0, unread = 0, muted = 0] = channel.split(':').map(Number);
      return { id, seq, unread, muted: muted === 1 };
    });
  }

  channel = (chatId: number): ChannelCount | undefined => this.channels().find(({ id }) => id === chatId);

  /** Counts a channel anew, here and wherever the page shows it. */
  set(chatId: number, change: Partial<ChannelCount>): void {
    this.show(this.channels().map((channel) => (channel.id === chatId ? { ...channel, ...change } : channel)));
    showRows(chatId, this.channel(chatId)?.unread ?? 0);
  }

  /** A channel that is gone. */
  forget(chatId: number): void {
    this.show(this.channels().filter(({ id }) => id !== chatId));
    for (const row of rowsOf(chatId)) row.closest('li')!.remove();
  }

  private show(channels: ChannelCount[]): void {
    const { dataset } = this.link;
    dataset.channels = channels
      .map(({ id, seq, unread, muted }) => ` ${id}:${seq}:${unread}:${muted ? 1 : 0}`)
      .join('');
    const unread = channels.reduce((sum, channel) => sum + channel.unread, 0);
    dataset.unread = String(unread);
    this.link.ariaLabel = unread ? `${dataset.name}, ${unread} unread` : dataset.name!;
    const badge = this.link.querySelector<HTMLElement>('[data-part=badge]')!;
    badge.hidden = unread === 0;
    badge.textContent = upTo99(unread);
    badge.classList.toggle('badge--quiet', !channels.some((channel) => channel.unread && !channel.muted));
  }
}

/** Somebody named the reader of this page there. */
export function showMention(chatId: number): void {
  for (const row of rowsOf(chatId)) row.querySelector<HTMLElement>('[data-part=mentions]')!.hidden = false;
}

function showRows(chatId: number, unread: number): void {
  for (const row of rowsOf(chatId)) {
    row.classList.toggle('channel--unread', unread > 0);
    row.querySelector<HTMLElement>('[data-part=badge]')!.hidden = unread === 0;
    row.querySelector('[data-part=count]')!.textContent = upTo99(unread);
    if (!unread) row.querySelector<HTMLElement>('[data-part=mentions]')!.hidden = true;
  }
}

const rowsOf = (chatId: number) => document.querySelectorAll<HTMLElement>(`.channel[data-channel="${chatId}"]`);
const upTo99 = (count: number) => (count > 99 ? '99+' : String(count));
