import { countOf, type Few, includes, valuesOf, withOne, withoutOne } from './few.js';

/** Values under keys, each once. */
export class ByKey<K, V extends object | number | string> {
  private readonly kept = new Map<K, Few<V>>();

  add(key: K, value: V): void {
    const few = this.kept.get(key);
    const more = withOne(few, value);
    if (more !== few) this.kept.set(key, more);
  }

  /** False where it was not there. */
  delete(key: K, value: V): boolean {
    const few = this.kept.get(key);
    if (!includes(few, value)) return false;
    if (withoutOne(few, value) === undefined) this.kept.delete(key);
    return true;
  }

  /** How many keys have any. */
  get size(): number {
    return this.kept.size;
  }

  has(key: K): boolean {
    return this.kept.has(key);
  }

  includes(key: K, value: V): boolean {
    return includes(this.kept.get(key), value);
  }

  /** Those that are there now: who adds or takes away meanwhile should copy them. */
  of(key: K): Iterable<V> {
    return valuesOf(this.kept.get(key));
  }

  countOf(key: K): number {
    return countOf(this.kept.get(key));
  }

  keys(): K[] {
    return [...this.kept.keys()];
  }

  /** Those of all keys, without a list of them: whoever is there may be taken away meanwhile. */
  forEach(act: (value: V) => void): void {
    this.kept.forEach((few) => {
      if (few instanceof Set) few.forEach((value) => act(value));
      else act(few as V);
    });
  }
}
