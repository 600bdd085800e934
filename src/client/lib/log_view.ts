import { arrange } from './arrange.js';
import { fill, type Shown, stateOf } from './fill.js';
import type { Arrival } from './inbox.js';
import { me } from './page.js';
import { copyOf } from './part.js';
import type { ScrollKeeper } from './scroll_keeper.js';

export interface LogParts {
  column: HTMLElement;
  /** The entries stand between these two links, which are hidden where there is nothing more. */
  older: HTMLAnchorElement;
  newer: HTMLAnchorElement;
  message: HTMLTemplateElement;
  system: HTMLTemplateElement;
  day: HTMLTemplateElement;
  newLine: HTMLTemplateElement;
  /** The name of the other one. */
  name: string;
}

/** The messages as they stand on the page, in the order of `seq`, with their groups, days and the line before the new ones. */
export class LogView {
  constructor(
    readonly parts: LogParts,
    readonly scroll: ScrollKeeper,
  ) {}

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

  render = (message: Omit<Arrival, 'sender_username'>): HTMLElement =>
    this.draw({ ...message, state: stateOf(message) });

  draw(message: Shown): HTMLElement {
    const template = message.kind === 'system' ? this.parts.system : this.parts.message;
    return fill(template, message, message.sender === me ? 'You' : this.parts.name);
  }

  /** Late messages stand where their `seq` puts them; what has none yet stays at the end. */
  insert(entry: HTMLElement, seq: number): void {
    const before = this.stored().findLast((other) => other !== entry && Number(other.dataset.seq) < seq);
    (before ?? this.parts.older).after(entry);
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
