import { describe, expect, it, jest } from '@jest/globals';
import { Breaker, OutOfReach } from '../../src/cluster/breaker.js';

const never = () => new Promise<never>(() => undefined);
const failing = () => Promise.reject(new Error('refused'));

describe('asking something that may never answer', () => {
  it('ends in time', async () => {
    const start = performance.now();

    await expect(new Breaker(50).run(never)).rejects.toThrow(OutOfReach);

    expect(performance.now() - start).toBeGreaterThan(40);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('passes on what is answered, and failures as out of reach', async () => {
    const breaker = new Breaker(50);

    expect(await breaker.run(async () => 'here')).toBe('here');
    await expect(breaker.run(failing)).rejects.toThrow(OutOfReach);
    expect(await breaker.run(async () => 'here again')).toBe('here again');
  });

  it('stops for two seconds after five failures in a row, then tries again', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(10_000);
    const told = jest.fn();
    const breaker = new Breaker(50, told);
    const ask = jest.fn(async () => 'here');
    for (let tries = 0; tries < 5; tries++) await breaker.run(failing).catch(() => undefined);

    await expect(breaker.run(ask)).rejects.toThrow(OutOfReach);
    expect(ask).not.toHaveBeenCalled();

    clock.mockReturnValue(12_001);
    expect(await breaker.run(ask)).toBe('here');
    expect(told).toHaveBeenCalledTimes(5);
    clock.mockRestore();
  });
});
