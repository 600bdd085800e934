import type { Card } from './card.js';
import type { CardLook } from './look.js';

const STAYS_MS = 10_000;
/** What is through sooner is said once. */
const LONG_MS = 6000;

/**
 * Says to a screen reader what happens to files: offers, quarters of the way, endings. The log itself keeps quiet about
 * its cards, whose figures never stand still.
 */
export class Announcer {
  private readonly asked = new WeakSet<Card>();
  private readonly said = new WeakMap<Card, { ending: string; quarter: number; since: number }>();

  constructor(private readonly status: HTMLElement) {}

  private say(text: string): void {
    const line = document.createElement('p');
    line.textContent = text;
    this.status.append(line);
    setTimeout(() => line.remove(), STAYS_MS);
  }

  once(card: Card, text: string): void {
    if (this.asked.has(card)) return;
    this.asked.add(card);
    this.say(text);
  }

  follow(card: Card, name: string, { over, note, bar }: CardLook, now: number): void {
    const said = this.said.get(card) ?? { ending: '', quarter: 0, since: now };
    this.said.set(card, said);
    const ending = over ? (note?.text ?? '') : '';
    if (ending && ending !== said.ending) this.say(`${name}: ${ending}`);
    said.ending = ending;
    const quarter = Math.floor((bar?.percent ?? 0) / 25);
    if (quarter > said.quarter && quarter < 4 && now - said.since > LONG_MS) this.say(`${name}: ${quarter * 25} %`);
    said.quarter = Math.max(quarter, said.quarter);
  }
}
