const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How often something may be done: `points` times in `seconds`, counted for an address, an account or a person (contract section 8). */
export const RATES = {
  registrations: { points: 60, seconds: HOUR, of: 'address' },
  'failed sign-ins from here': { points: 100, seconds: HOUR, of: 'address' },
  'failed sign-ins': { points: 5, seconds: 15 * MINUTE, of: 'account' },
  'name checks': { points: 120, seconds: MINUTE, of: 'address' },
  searches: { points: 120, seconds: MINUTE, of: 'person' },
  'groups joined': { points: 100, seconds: HOUR, of: 'person' },
  'wrong join codes': { points: 10, seconds: HOUR, of: 'person' },
  'groups made': { points: 100, seconds: HOUR, of: 'person' },
  'people added': { points: 300, seconds: HOUR, of: 'person' },
  'push subscriptions': { points: 60, seconds: HOUR, of: 'person' },
  reports: { points: 30, seconds: HOUR, of: 'person' },
} as const satisfies Record<string, { points: number; seconds: number; of: 'address' | 'account' | 'person' }>;

export type RateName = keyof typeof RATES;
