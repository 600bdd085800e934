/** So long is waited for one's own line. After that it is lost, or nobody can be heard. */
const PATIENCE_MS = 500;

interface Turn {
  /** Of the line that has to be heard. */
  number: number;
  take: () => void;
  overdue: NodeJS.Timeout;
}

/** What is to be done when an instance hears a line of its own, in the order of its lines. */
export class Turns {
  private waiting: Turn[] = [];

  await(number: number, take: () => void): void {
    const overdue = setTimeout(() => this.come(number), PATIENCE_MS).unref();
    this.waiting.push({ number, take, overdue });
  }

  /** Of all lines up to this one. */
  come(number: number): void {
    const due = this.waiting.filter((turn) => turn.number <= number);
    this.waiting = this.waiting.filter((turn) => turn.number > number);
    for (const { take, overdue } of due) {
      clearTimeout(overdue);
      take();
    }
  }
}
