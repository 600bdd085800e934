import { type Face, setFace } from './avatar.js';
import { membersOf } from './members.js';
import { part } from './part.js';

/** Who is who in a conversation of several people: names and pictures, from the page itself or else asked for. */
export class Speakers {
  private readonly faces = new Map<number, Face>();
  private asking = false;

  constructor(
    private readonly chatId: number,
    private readonly column: HTMLElement,
  ) {
    for (const entry of this.entries()) {
      const id = Number(entry.dataset.sender);
      const picture = entry.querySelector<HTMLImageElement>('.avatar img')?.src ?? null;
      const online = entry.querySelector('.avatar[data-online]') !== null;
      this.faces.set(id, { id, name: part(entry, 'who').textContent ?? '', picture, online });
    }
  }

  /** Somebody whom the page does not know yet goes by their username until it does. */
  of(id: number, username: string): Face {
    const face = this.faces.get(id);
    if (!face) void this.ask();
    return face ?? { id, name: username, picture: null, online: null };
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    for (const { user_id: id, display_name: name, avatar: picture, is_online: online } of await membersOf(
      this.chatId,
    )) {
      if (!this.faces.has(id)) this.faces.set(id, { id, name, picture, online });
    }
    this.asking = false;
    for (const entry of this.entries()) {
      const face = this.faces.get(Number(entry.dataset.sender));
      if (face) show(entry, face);
    }
  }

  private entries = () => this.column.querySelectorAll<HTMLElement>('.message:not(.message--own)');
}

/** Gives an entry of the log the name and the picture of whoever wrote it. */
export function show(entry: HTMLElement, face: Face): void {
  part(entry, 'who').textContent = face.name;
  part(entry, 'who').parentElement!.className = `bubble__who h${face.id % 12}`;
  const avatar = entry.querySelector<HTMLElement>('[data-part=avatar]');
  if (avatar) setFace(avatar, face);
}
