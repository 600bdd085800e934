import { beforeEach, describe, expect, it } from '@jest/globals';
import { Pace } from '../../src/client/files/pace.js';

const MB = 1_000_000;

describe('how fast a file passes', () => {
  let pace: Pace;
  beforeEach(() => void (pace = new Pace(100 * MB)));

  it('is not told before it can be', () => {
    pace.note(0, 0);
    pace.note(5 * MB, 100);

    expect(pace.speed(100)).toBeNull();
    expect(pace.secondsLeft(100)).toBeNull();
  });

  it('is what passed over the last seconds, and tells how long the rest takes', () => {
    for (let at = 0; at <= 4000; at += 500) pace.note((at / 1000) * 10 * MB, at);

    expect(pace.speed(4000)).toBe(10 * MB);
    expect(pace.secondsLeft(4000)).toBe(6);
  });

  it('forgets what was long ago', () => {
    for (let at = 0; at <= 10_000; at += 500) pace.note((at / 1000) * MB, at);
    for (let at = 10_500; at <= 20_000; at += 500) pace.note(10 * MB + ((at - 10_000) / 1000) * 5 * MB, at);

    expect(pace.speed(20_000)! / MB).toBeCloseTo(5);
  });

  it('falls while nothing passes', () => {
    pace.note(0, 0);
    pace.note(10 * MB, 1000);

    expect(pace.speed(1000)).toBe(10 * MB);
    expect(pace.speed(10_800)).toBe(MB);
  });

  it('begins anew where bytes have to be sent again', () => {
    pace.note(0, 0);
    pace.note(50 * MB, 1000);
    pace.note(10 * MB, 2000);

    expect(pace.speed(2500)).toBeNull();
    pace.note(12 * MB, 3000);
    expect(pace.speed(3000)).toBe(2 * MB);
  });
});
