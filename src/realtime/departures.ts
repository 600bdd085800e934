import { Injectable } from '@nestjs/common';
import { Topics } from '../cluster/topics.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';

const PEOPLE_AT_ONCE = 5;
const MOST_GROUPS = 150;

/** Who leaves when, while the server stops: all at once, or in groups where other instances have to take them over. */
@Injectable()
export class Departures {
  constructor(
    private readonly connections: Connections,
    private readonly topics: Topics,
  ) {}

  groups(): Connection[][] {
    const everyone = this.connections.everyone();
    const size = this.topics.isShared ? Math.max(PEOPLE_AT_ONCE, Math.ceil(everyone.length / MOST_GROUPS)) : Infinity;
    const groups: Connection[][] = [];
    for (let at = 0; at < everyone.length; at += size) groups.push(everyone.slice(at, at + size));
    return groups;
  }
}
