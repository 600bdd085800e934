/** The messages of one run: which are on their way since when, and how long they took. */
export class Tally {
  sent = 0;
  delivered = 0;
  /** Milliseconds from when a message was due to when one of the clients that look had it. */
  latencies: number[] = [];
  private readonly dueAt: number[] = [];

  private readonly filler: string;

  constructor(
    private readonly run: string,
    bytes = FILLER.length + DIGITS,
  ) {
    this.filler = FILLER.padEnd(bytes - DIGITS, '.');
  }

  /** The next message, due at `due` (ms of performance.now). The text is 100 bytes, or as many as were asked for, and begins with its number. */
  next(due: number): { text: string; client_id: string } {
    const number = this.sent++;
    this.dueAt[number % KEPT] = due;
    return { text: String(number).padStart(DIGITS, '0') + this.filler, client_id: `${this.run}.${number}` };
  }

  /** Notes how long this message took. */
  arrived(number: number): void {
    this.latencies.push(performance.now() - this.dueAt[number % KEPT]!);
  }
}

const KEPT = 1 << 16;
const DIGITS = 8;
const FILLER = ' a text of one hundred bytes, as people write them in a chat: not long, not short, and'.padEnd(92, '.');
const TEXT = '"text":"';

/** The number that a text begins with. */
export function numberIn(data: Buffer, start: number): number {
  const at = data.indexOf(TEXT, start, 'latin1') + TEXT.length;
  let number = 0;
  for (let place = at; place < at + DIGITS; place++) number = number * 10 + data[place]! - 48;
  return number;
}
