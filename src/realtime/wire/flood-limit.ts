/** In ms: what each thing that is sent costs, 60 a second. */
const COST = 1000 / 60;
const BURST = 200;

/**
 * How much one socket may send of anything, garbage and pings included (security D6, D15). One number a socket: the
 * generic cell rate algorithm (ITU-T I.371).
 */
export class FloodLimit {
  /** By the monotonic clock, in ms: when everything will have been paid for. */
  private paidAt = 0;

  /** False once there was too much. */
  take(now = performance.now()): boolean {
    const paidAt = Math.max(this.paidAt, now) + COST;
    if (paidAt - now > BURST * COST) return false;
    this.paidAt = paidAt;
    return true;
  }
}
