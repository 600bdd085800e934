import { join } from 'node:path';
import { temporaryFolder } from '../../test/support/guard.mjs';
import { figure } from '../report/row.js';
import { median } from '../load/numbers.js';
import { ROOT, startPeer } from '../stage/peer.js';
import type { Scenario } from './scenario.js';

export const startUp: Scenario = {
  name: 'start',
  title: 'Start. `npm start` on an installed and built clone, with its own database, until it serves',
  async play(_stage, { rounds }) {
    const DATA_DIR = temporaryFolder('bench-start');
    const start = async () => {
      const peer = await startPeer([join(ROOT, 'scripts/start.mjs')], { DATA_DIR, PORT: '0' });
      await peer.stop();
      return peer.startMs;
    };
    const first = await start();
    const warm: number[] = [];
    for (let round = 0; round < rounds; round++) warm.push(await start());
    return [
      figure('the first, which makes the database', 'ms', first),
      figure('the next ones', 'ms', median(warm), { most: 3000 }),
    ];
  },
};
