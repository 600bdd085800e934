/** Lets a few go at a time; the others wait in the order they came in. */
export class LineUp<T> {
  private readonly going = new Set<T>();
  private readonly waiting: T[] = [];

  constructor(
    private readonly most: number,
    private readonly start: (item: T) => void,
  ) {}

  add(item: T): void {
    this.waiting.push(item);
    this.next();
  }

  /** It is through, or does not want to go any more: whoever is first goes. */
  leave(item: T): void {
    this.going.delete(item);
    const at = this.waiting.indexOf(item);
    if (at >= 0) this.waiting.splice(at, 1);
    this.next();
  }

  isWaiting = (item: T): boolean => this.waiting.includes(item);

  private next(): void {
    while (this.going.size < this.most) {
      const item = this.waiting.shift();
      if (item === undefined) return;
      this.going.add(item);
      this.start(item);
    }
  }
}
