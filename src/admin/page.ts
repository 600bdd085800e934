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
