import { AppError } from '../errors/app-error.js';
import { LIMITS } from '../shared/limits.js';

const MOST_KEYS = 1000;

/**
 * Refuses what JSON.parse lets through and later code would stumble over: nesting that overflows whatever walks it, keys
 * by the thousand. Keys that name a prototype are taken out. Of a key that is there twice the last one counts, for everybody.
 */
export function tame(value: unknown, seen = { keys: 0 }, left: number = LIMITS.jsonDepth): void {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return;
  if (left === 0) throw new AppError('invalid_input', 'The input is nested too deeply.');
  if (Object.hasOwn(value, '__proto__')) delete (value as Record<string, unknown>)['__proto__'];
  for (const inner of Object.values(value)) {
    if (++seen.keys > MOST_KEYS) throw new AppError('invalid_input', 'The input has too many values.');
    tame(inner, seen, left - 1);
  }
}
