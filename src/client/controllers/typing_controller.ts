import { Controller } from '@hotwired/stimulus';
import type { Typing } from '../../shared/payloads.js';
import { ScrollKeeper } from '../lib/scroll_keeper.js';
import { typingWords, typists } from '../lib/typists.js';

/** A screen reader hears of it once, not with every pause for thought. */
const QUIET_MS = 30_000;

/** Shows in one place of the page who is writing in its chat. */
export default class TypingController extends Controller<HTMLElement> {
  static override targets = ['row', 'words', 'status'];
  static override values = { chat: Number, name: String };

  declare readonly rowTarget: HTMLElement;
  declare readonly wordsTargets: HTMLElement[];
  declare readonly statusTargets: HTMLElement[];
  declare readonly chatValue: number;
  /** The name of the other one in a private chat. */
  declare readonly nameValue: string;

  private end?: () => void;
  private said = -Infinity;

  override connect(): void {
    this.end = typists.on('changed', ({ chat_id, typists: who }) => {
      if (chat_id === this.chatValue) this.show(who);
    });
  }

  override disconnect(): void {
    this.end?.();
  }

  private show(who: Typing[]): void {
    const words = typingWords(who.map(({ sender_username }) => this.nameValue || sender_username));
    const log = this.rowTarget.closest<HTMLElement>('.log');
    const change = () => {
      this.rowTarget.hidden = !words;
      if (words) for (const place of this.wordsTargets) place.textContent = words;
    };
    if (log) new ScrollKeeper(log).keeping(change);
    else change();
    this.announce(words);
  }

  private announce(words: string): void {
    if (words && performance.now() - this.said < QUIET_MS) return;
    if (words) this.said = performance.now();
    for (const status of this.statusTargets) status.textContent = words;
  }
}
