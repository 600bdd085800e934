interface Question {
  last: number;
  missing: Set<string>;
  isAnswered: () => void;
}

/** In ms: whoever hangs for longer may have somebody told of what they see. */
const LONGEST = 2000;

/** What the other instances were asked about rooms and have not said yet. What one of them says comes in the order in which it was asked. */
export class Questions {
  private readonly open = new Set<Question>();

  /** Resolves when all of them have said who is in the last of these rooms, or when that takes too long. */
  async answers(chatIds: readonly number[], others: Iterable<string>): Promise<void> {
    const missing = new Set(others);
    const last = chatIds.at(-1);
    if (last === undefined || missing.size === 0) return;
    await new Promise<void>((resolve) => {
      const isAnswered = () => {
        clearTimeout(timer);
        this.open.delete(question);
        resolve();
      };
      const timer = setTimeout(isAnswered, LONGEST).unref();
      const question = { last, missing, isAnswered };
      this.open.add(question);
    });
  }

  heard(chatIds: ReadonlySet<number>, from: string): void {
    for (const { last, missing, isAnswered } of this.open)
      if (chatIds.has(last) && missing.delete(from) && missing.size === 0) isAnswered();
  }

  gone(instance: string): void {
    for (const { missing, isAnswered } of this.open) if (missing.delete(instance) && missing.size === 0) isAnswered();
  }
}
