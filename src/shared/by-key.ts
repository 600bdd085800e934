/** Values under keys, each once. Most keys have a single one, which is kept as it is: a set of one takes 150 bytes. */
export class ByKey<K, V extends object> {
  private readonly kept = new Map<K, V | Set<V>>();

  add(key: K, value: V): void {
    const known = this.kept.get(key);
    if (known === undefined) this.kept.set(key, value);
    else if (known instanceof Set) known.add(value);
    else if (known !== value) this.kept.set(key, new Set([known, value]));
  }

  delete(key: K, value: V): void {
    const known = this.kept.get(key);
    if (known === value) this.kept.delete(key);
    else if (known instanceof Set && known.delete(value) && known.size === 0) this.kept.delete(key);
  }

  has(key: K): boolean {
    return this.kept.has(key);
  }

  /** Those that are there now: who adds or takes away meanwhile should copy them. */
  of(key: K): Iterable<V> {
    const known = this.kept.get(key);
    if (known === undefined) return [];
    return known instanceof Set ? known : [known];
  }

  countOf(key: K): number {
    const known = this.kept.get(key);
    if (known === undefined) return 0;
    return known instanceof Set ? known.size : 1;
  }

  keys(): K[] {
    return [...this.kept.keys()];
  }
}
