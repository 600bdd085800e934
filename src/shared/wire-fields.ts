import { z } from 'zod';

/** What every shape that leaves the server is made of (contract.md section 1). */
export const id = z.int().positive();
export const seq = z.int().nonnegative();
export const time = z.iso.datetime({ precision: 3 });

/** Until when a chat is muted: a time, for good, or not at all (any more). */
export const mutedUntil = z.union([time, z.literal('always')]).nullable();
