import { SetMetadata } from '@nestjs/common';
import type { RateName } from './rates.js';

export const LIMITED_TO = 'parley:limited-to';

/** Lets a route be called only as often as its line in RATES says: by a person, or by an address. */
export const LimitedTo = (name: RateName) => SetMetadata(LIMITED_TO, name);
