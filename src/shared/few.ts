/** None, one, or several values, each once. A single one, which is what there is mostly, is kept as it is: a set of one takes 150 bytes. */
export type Few<V extends Value> = V | Set<V> | undefined;

type Value = object | number | string;

export function withOne<V extends Value>(few: Few<V>, value: V): Few<V> {
  if (few === undefined || few === value) return value;
  return few instanceof Set ? few.add(value) : new Set([few, value]);
}

export function withoutOne<V extends Value>(few: Few<V>, value: V): Few<V> {
  if (!(few instanceof Set)) return few === value ? undefined : few;
  few.delete(value);
  return few.size > 0 ? few : undefined;
}

export const includes = <V extends Value>(few: Few<V>, value: V): boolean =>
  few instanceof Set ? few.has(value) : few !== undefined && few === value;

export function countOf(few: Few<Value>): number {
  if (few === undefined) return 0;
  return few instanceof Set ? few.size : 1;
}

/** Those that are there now: who adds one meanwhile should copy them. */
export function valuesOf<V extends Value>(few: Few<V>): Iterable<V> {
  if (few === undefined) return [];
  return few instanceof Set ? few : [few];
}
