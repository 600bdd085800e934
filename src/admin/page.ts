/** How many lines a list of the administration has. */
export const SHOWN = 50;

export interface Page<Row> {
  rows: Row[];
  /** The key after which the next page begins. */
  next: string | null;
}

/** Of one row more than is shown. */
export function pageOf<Row>(found: Row[], keyOf: (row: Row) => string): Page<Row> {
  const rows = found.slice(0, SHOWN);
  const last = rows.at(-1);
  return { rows, next: found.length > SHOWN && last ? keyOf(last) : null };
}

const MAX_INT4 = 2_147_483_647;

/** A key that is a number, or null for the first page and for whatever is no key. */
export function numberIn(key: unknown): number | null {
  const number = typeof key === 'string' && /^[1-9]\d{0,9}$/.test(key) ? Number(key) : null;
  return number !== null && number <= MAX_INT4 ? number : null;
}
