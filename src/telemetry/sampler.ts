const WINDOW_MS = 10_000;
const MOST_KEYS = 1000;

interface Window {
  until: number;
  told: number;
  held: number;
}

/**
 * Lets the first few of a kind through in every ten seconds and counts the rest, so that a flood of the same costs a
 * few lines. Keys come from a bounded set: texts and route patterns, never what a caller sent.
 */
export class Sampler {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly most = 5) {}

  /** Null: say nothing. Otherwise how many were held back since the last that was told. */
  heldBefore(key: string, now = Date.now()): number | null {
    const known = this.windows.get(key);
    if (known && now < known.until) {
      if (known.told < this.most) return this.tell(known);
      known.held++;
      return null;
    }
    if (!known && this.windows.size >= MOST_KEYS) this.windows.clear();
    this.windows.set(key, { until: now + WINDOW_MS, told: 1, held: 0 });
    return known?.held ?? 0;
  }

  private tell(window: Window): number {
    window.told++;
    const { held } = window;
    window.held = 0;
    return held;
  }
}
