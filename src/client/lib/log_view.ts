import { arrange } from './arrange.js';
import { fill, type Shown, stateOf } from './fill.js';
import type { Arrival } from './inbox.js';
import { me } from './page.js';
import { copyOf } from './part.js';
import type { ScrollKeeper } from './scroll_keeper.js';
import { Speakers } from './speakers.js';

export interface LogParts {
  column: HTMLElement;
  /** The entries stand between these two links, which are hidden where there is nothing more. */
  older: HTMLAnchorElement;
  newer: HTMLAnchorElement;
  message: HTMLTemplateElement;
  system: HTMLTemplateElement;
  day: HTMLTemplateElement;
  newLine: HTMLTemplateElement;
  /** The name of the other one; empty where several people speak. */
  name: string;
  chat: number;
}

/** The messages as they stand on the page, in the order of `seq`, with their groups, days and the line before the new ones. */
export class LogView {
  private readonly speakers: Speakers | undefined;

  constructor(
    readonly parts: LogParts,
    readonly scroll: ScrollKeeper,
  ) {
    if (!parts.name) this.speakers = new Speakers(parts.chat, parts.column);
  }

  /** Every change goes through here: the reader's place is kept, groups and days are put right. */
  change(act: () => void): void {
    this.scroll.keeping(() => {
      act();
      arrange(this.parts.column, this.parts.day);
    });
  }

  entries = () => [...this.parts.column.querySelectorAll<HTMLElement>('[data-seq]')];

  stored = () => this.entries().filter(({ dataset }) => dataset.seq);

  entryOf(clientId: string): HTMLElement | undefined {
    return this.entries().find(({ dataset }) => dataset.client === clientId);
  }

  render = (message: Arrival): HTMLElement =>
    this.draw({ ...message, state: stateOf(message) }, message.sender_username);

  draw(message: Shown, username = ''): HTMLElement {
    const { sender: id, kind } = message;
    const template = kind === 'system' ? this.parts.system : this.parts.message;
    const plain = { id, name: this.parts.name || username, picture: null, online: null };
    const face = this.speakers && id !== me && kind === 'text' ? this.speakers.of(id, username) : plain;
    return fill(template, message, face, this.speakers !== undefined);
  }

  entryAt = (seq: number) => this.parts.column.querySelector<HTMLElement>(`[data-seq="${seq}"]`);

  /** Whether this place of the conversation is on the page, which may show a part of it from the middle. */
  holds(seq: number): boolean {
    const stored = this.stored();
    const isBefore = !this.parts.older.hidden && seq < Number(stored[0]?.dataset.seq);
    const isBeyond = !this.parts.newer.hidden && seq > Number(stored.at(-1)?.dataset.seq);
    return !isBefore && !isBeyond;
  }

  /** Late messages stand where their `seq` puts them; what has none yet stays at the end. */
  insert(entry: HTMLElement, seq: number): void {
    const before = this.stored().findLast((other) => other !== entry && Number(other.dataset.seq) < seq);
    let place: Element = before ?? this.parts.older;
    // A file that is through stays where it ended; one that is under way stays at the end.
    while (place.nextElementSibling?.matches('.file[data-over]')) place = place.nextElementSibling;
    place.after(entry);
  }

  /** What was not sent yet stays behind everything that was. */
  appendPage(entries: HTMLElement[]): void {
    (this.entries().find(({ dataset }) => !dataset.seq) ?? this.parts.newer).before(...entries);
  }

  append = (entry: HTMLElement) => this.parts.newer.before(entry);

  /** Divides what is new from what was read, once: the line keeps its place until the chat is left. */
  drawNewLineBefore(entry: HTMLElement): void {
    if (!this.newLine()) entry.before(copyOf(this.parts.newLine));
  }

  newLine = () => this.parts.column.querySelector('.new-line');

  clear(): void {
    for (const entry of this.stored()) entry.remove();
    this.newLine()?.remove();
  }
}
