import { ScrollKeeper } from '../lib/scroll_keeper.js';
import { Card, type Action, type Templates } from './card.js';
import type { CardLook } from './look.js';

/** Where the cards stand: at the end of the log while they are under way, where they ended once they are over. */
export class Shelf {
  private readonly log = document.querySelector<HTMLElement>('.log')!;
  private readonly end = document.querySelector<HTMLElement>('[data-log-target=newer]')!;
  private readonly scroll = new ScrollKeeper(this.log);
  private readonly shapes = new WeakMap<Card, string>();

  constructor(private readonly templates: Templates) {}

  put(file: { name: string; thumbnail?: string }, own: boolean, act: (action: Action) => void): Card {
    const card = new Card(this.templates, own, act);
    card.name(file.name, file.thumbnail);
    this.scroll.keeping(() => this.end.before(card.element));
    if (own) this.scroll.toEnd();
    return card;
  }

  /** Only where a card changes its size the reader's place has to be kept. */
  show(card: Card, look: CardLook): void {
    const { actions, note, bar, ways, over, sha256 } = look;
    const shape = JSON.stringify([
      actions,
      note?.text,
      !bar,
      ways.map((way) => [way.note?.text, !way.bar]),
      over,
      sha256,
    ]);
    if (this.shapes.get(card) === shape) return card.show(look);
    this.shapes.set(card, shape);
    this.scroll.keeping(() => card.show(look));
  }

  remove(card: Card): void {
    this.scroll.keeping(() => card.element.remove());
  }
}
