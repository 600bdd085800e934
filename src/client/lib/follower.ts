import { refresh } from './refresh.js';

const SOON_MS = 300;
/** A thousand people who look at the same thing do not ask at the same moment. */
const SPREAD_MS = 500;
const LEAST_PAUSE_MS = 1000;
const MOST_PAUSE_MS = 15_000;

/** Draws the live parts of a page anew after something changed: once for many changes, and more seldom the longer they go on. */
export class Follower {
  private timer?: ReturnType<typeof setTimeout>;
  private isStale = false;
  private drawn = -Infinity;
  private pause = LEAST_PAUSE_MS;

  /** Returns how it ends. */
  start(): () => void {
    const catchUp = () => this.isStale && this.soon();
    document.addEventListener('visibilitychange', catchUp);
    return () => {
      document.removeEventListener('visibilitychange', catchUp);
      clearTimeout(this.timer);
    };
  }

  readonly soon = (): void => {
    this.isStale = true;
    if (this.timer || document.hidden) return;
    const wait = Math.max(SOON_MS + Math.random() * SPREAD_MS, this.drawn + this.pause - performance.now());
    this.timer = setTimeout(() => void this.draw(), wait);
  };

  private async draw(): Promise<void> {
    this.isStale = false;
    const goesOn = performance.now() - this.drawn < 2 * this.pause;
    this.pause = goesOn ? Math.min(2 * this.pause, MOST_PAUSE_MS) : LEAST_PAUSE_MS;
    const isWhole = await refresh();
    this.drawn = performance.now();
    this.timer = undefined;
    if (!isWhole || this.isStale) this.soon();
  }
}
