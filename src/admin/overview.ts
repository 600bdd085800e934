import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RATES } from '../access/rates.js';
import { RateLimits } from '../access/rate-limits.js';
import { Config } from '../config/config.js';
import { GroupLimits } from '../groups/group-limits.js';
import { LIMITS } from '../shared/limits.js';
import { type Figures, figuresOf } from './figures.js';
import { type InstanceRow, instancesOf } from './instances.js';

export interface LimitRow {
  what: string;
  figure: string;
}

const SIZES: [string, keyof typeof LIMITS, string][] = [
  ['A message', 'text', 'characters'],
  ['A JSON body', 'jsonBody', 'bytes'],
  ['A frame of a socket', 'socketFrame', 'bytes'],
  ['A picture', 'iconBytes', 'bytes'],
  ['Connections of one person', 'connectionsPerPerson', ''],
  ['Files one person passes on at a time', 'transfers', ''],
  ['Offers of one person, open at a time', 'offers', ''],
];
const MINUTE = 60;

/** The whole server at a glance: how much there is, which instances run, and what holds people back. */
@Injectable()
export class Overview {
  constructor(
    private readonly database: DataSource,
    private readonly config: Config,
    private readonly rates: RateLimits,
    private readonly groups: GroupLimits,
  ) {}

  figures(): Promise<Figures> {
    return figuresOf(this.database);
  }

  instances(): Promise<InstanceRow[]> {
    return instancesOf(this.database);
  }

  /** Null where RATE_LIMIT is off. */
  ratesInForce(): LimitRow[] | null {
    if (!this.rates.areOn) return null;
    return Object.entries(RATES).map(([what, { points, seconds, of }]) => ({
      what: `${what[0]!.toUpperCase()}${what.slice(1)}`,
      figure: `${points} in ${seconds === MINUTE ? 'a minute' : `${seconds / MINUTE} minutes`}, for each ${of}`,
    }));
  }

  sizesInForce(): LimitRow[] {
    const { maxFileSize } = this.config;
    const file = maxFileSize === Number.MAX_SAFE_INTEGER ? 'any size' : `${grouped(maxFileSize)} bytes`;
    return [
      ...SIZES.map(([what, name, unit]) => ({ what, figure: `${grouped(LIMITS[name])} ${unit}`.trim() })),
      { what: 'A file passed on', figure: file },
      { what: 'Members of a group', figure: grouped(this.groups.members) },
    ];
  }
}

const grouped = (figure: number): string => figure.toLocaleString('en-GB');
