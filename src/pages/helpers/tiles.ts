const COLUMNS = 8;
const ROWS = 2;
const STEP = 42;

interface Tile {
  path: string;
  loud: boolean;
}

/** The half-discs of the mark, laid out differently for each id, for a place that has no banner of its own. */
export function tiles(id: unknown): Tile[] {
  const next = numbersFrom(Number(id) || 0);
  const found: Tile[] = [];
  for (let place = 0; place < COLUMNS * ROWS; place++) {
    const [x, y] = [(place % COLUMNS) * STEP + 3, Math.floor(place / COLUMNS) * STEP + 3];
    const [shown, turned, loud] = [next() < 0.72, next() < 0.5, next() < 0.25];
    if (shown)
      found.push({
        path: turned ? `M${x + 36} ${y}v36h-18a18 18 0 0 1 0-36z` : `M${x} ${y}v36h18a18 18 0 0 0 0-36z`,
        loud,
      });
  }
  return found;
}

/** The same numbers between 0 and 1 for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = (seed * 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
