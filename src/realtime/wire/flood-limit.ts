const PER_SECOND = 60;
const BURST = 200;

/** How much one socket may send of anything, garbage and pings included (security D6, D15). Two numbers a socket. */
export class FloodLimit {
  private tokens = BURST;
  private at = performance.now();

  /** False once there was too much. */
  take(now = performance.now()): boolean {
    this.tokens = Math.min(BURST, this.tokens + ((now - this.at) / 1000) * PER_SECOND);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
