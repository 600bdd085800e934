/** Values under keys, each once. Most keys have a single one, which is kept as it is: a set of one takes 150 bytes. */
export class ByKey<K, V extends object | number | string> {
  private readonly kept = new Map<K, V | Set<V>>();

  add(key: K, value: V): void {
    const known = this.kept.get(key);
    if (known === undefined) this.kept.set(key, value);
    else if (known instanceof Set) known.add(value);
    else if (known !== value) this.kept.set(key, new Set([known, value]));
  }

  /** False where it was not there. */
  delete(key: K, value: V): boolean {
    const known = this.kept.get(key);
    if (known === undefined) return false;
    if (!(known instanceof Set)) return known === value && this.kept.delete(key);
    const was = known.delete(value);
    if (known.size === 0) this.kept.delete(key);
    return was;
  }

  /** How many keys have any. */
  get size(): number {
    return this.kept.size;
  }

  has(key: K): boolean {
    return this.kept.has(key);
  }

  includes(key: K, value: V): boolean {
    const known = this.kept.get(key);
    return known instanceof Set ? known.has(value) : known !== undefined && known === value;
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
