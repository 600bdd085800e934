import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * How late the event loop is: what everything that is due waits beyond its time. It is looked at every so many ms. At every
 * 10, as the metrics library does, looking is most of what an idle server does: 6.6 ms of CPU a second instead of 2.
 */
export class EventLoopDelay {
  private readonly looks;

  constructor(private readonly every = 50) {
    this.looks = monitorEventLoopDelay({ resolution: every });
    this.looks.enable();
  }

  /** In seconds, since this was last asked. */
  take(): { p50: number; p90: number; p99: number; max: number } {
    const { looks } = this;
    // What is counted are the times between two looks.
    const late = (ns: number) => Math.max(0, ns / 1e9 - this.every / 1e3);
    const [p50, p90, p99] = [50, 90, 99].map((share) => late(looks.percentile(share))) as [number, number, number];
    const max = late(looks.max);
    looks.reset();
    return { p50, p90, p99, max };
  }

  stop(): void {
    this.looks.disable();
  }
}
