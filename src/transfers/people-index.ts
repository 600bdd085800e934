/** What concerns whom, to be found by person. */
export class PeopleIndex<T> {
  private readonly byPerson = new Map<number, Set<T>>();

  of(userId: number): readonly T[] {
    return [...(this.byPerson.get(userId) ?? [])];
  }

  add(userId: number, item: T): void {
    const known = this.byPerson.get(userId);
    if (known) known.add(item);
    else this.byPerson.set(userId, new Set([item]));
  }

  delete(userId: number, item: T): void {
    const known = this.byPerson.get(userId);
    if (known?.delete(item) && known.size === 0) this.byPerson.delete(userId);
  }
}
