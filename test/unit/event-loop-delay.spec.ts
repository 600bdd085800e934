import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventLoopDelay } from '../../src/telemetry/event-loop-delay.js';

const LOOKS_EVERY = 10;

describe('how late the event loop is', () => {
  let delay: EventLoopDelay;
  beforeEach(() => {
    delay = new EventLoopDelay(LOOKS_EVERY);
  });
  afterEach(() => delay.stop());

  const standStill = (ms: number) => {
    for (const since = performance.now(); performance.now() - since < ms;);
  };

  it('is seen when it stood still, but for the time between two looks, and forgotten once it was told', async () => {
    await sleep(5 * LOOKS_EVERY);
    standStill(300);
    await sleep(5 * LOOKS_EVERY);

    expect(delay.take().max * 1000).toBeGreaterThan(300 - 2 * LOOKS_EVERY);
    expect(delay.take()).toEqual({ p50: 0, p90: 0, p99: 0, max: 0 });
  });

  it('is nothing before it was looked at', () => {
    expect(delay.take()).toEqual({ p50: 0, p90: 0, p99: 0, max: 0 });
  });

  it('grows from the middle to the most', async () => {
    for (let n = 0; n < 10; n++) {
      standStill(n * 5);
      await sleep(2 * LOOKS_EVERY);
    }

    const { p50, p90, p99, max } = delay.take();
    expect([p50, p90, p99, max].toSorted((a, b) => a - b)).toEqual([p50, p90, p99, max]);
    expect(max).toBeGreaterThan(0);
  });
});
