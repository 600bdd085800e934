const WINDOW_MS = 5000;
/** Less than that says nothing about a speed. */
const LEAST_MS = 800;

/** How fast bytes pass, over the last seconds, and how long the rest will take. */
export class Pace {
  private notes: { at: number; bytes: number }[] = [];

  constructor(private readonly size: number) {}

  /** So many bytes of the file have passed. What has to be sent again begins a new count. */
  note(bytes: number, now: number): void {
    if (bytes < (this.notes.at(-1)?.bytes ?? 0)) this.notes = [];
    this.notes.push({ at: now, bytes });
    // One older than the window stays, so that there is always something to compare with.
    while (this.notes.length > 2 && this.notes[1]!.at < now - WINDOW_MS) this.notes.shift();
  }

  /** Nothing has passed for a while, and nothing that was before counts. */
  reset(): void {
    this.notes = [];
  }

  /** Bytes a second, or null while that cannot be told. */
  speed(now: number): number | null {
    const [first, last] = [this.notes[0], this.notes.at(-1)];
    if (!first || !last || now - first.at < LEAST_MS || last.bytes === first.bytes) return null;
    // The newest note may be a little old by now; one that is much older says that nothing passes.
    const span = Math.max(LEAST_MS, last.at - first.at, now - first.at - LEAST_MS);
    return ((last.bytes - first.bytes) * 1000) / span;
  }

  secondsLeft(now: number): number | null {
    const speed = this.speed(now);
    return speed === null ? null : (this.size - this.notes.at(-1)!.bytes) / speed;
  }
}
