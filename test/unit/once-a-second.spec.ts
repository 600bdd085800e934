import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { OnceASecond } from '../../src/realtime/rooms/once-a-second.js';

describe('what is told once a second', () => {
  let told: number;
  let act: () => Promise<void>;
  let pace: OnceASecond;
  beforeEach(() => {
    jest.useFakeTimers();
    told = 0;
    act = async () => void told++;
    pace = new OnceASecond(() => act(), { news: 1000 }, 150);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is told once for many changes, soon after the first', async () => {
    for (let n = 0; n < 5; n++) pace.wake();
    await jest.advanceTimersByTimeAsync(150);

    expect(told).toBe(1);
  });

  it('is told of again a second later, and not before', async () => {
    pace.wake();
    await jest.advanceTimersByTimeAsync(150);
    pace.wake();
    await jest.advanceTimersByTimeAsync(999);
    expect(told).toBe(1);

    await jest.advanceTimersByTimeAsync(1);

    expect(told).toBe(2);
  });

  it('is not told any more when the server stops', async () => {
    pace.wake();
    await pace.end();
    pace.wake();
    await jest.advanceTimersByTimeAsync(5000);

    expect(told).toBe(0);
  });

  it('is told to its end before the server stops', async () => {
    let finish = () => {};
    act = () => new Promise((done) => (finish = done));
    pace.wake();
    await jest.advanceTimersByTimeAsync(150);
    let isOver = false;
    const over = pace.end().then(() => (isOver = true));
    await jest.advanceTimersByTimeAsync(100);
    expect(isOver).toBe(false);

    finish();

    await over;
  });
});
