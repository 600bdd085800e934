import { parseArgs } from 'node:util';
import type { Pace } from './stage/rounds.js';

export interface Options {
  /** Names of scenarios; empty means all. */
  only: string[];
  pace: Pace;
  nodeFlags: string[];
}

const USAGE = `npm run bench -- [options]
  --only A,E      only these: A, A-open, A-ramp, B, E, start
  --rounds 3      how often each side is measured
  --quick         one short round of each: whether it runs, not how fast it is
  --profile       the server writes a CPU profile into bench/results/ when it stops`;

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit();
  }
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  return {
    only: values.only.split(',').filter(Boolean),
    pace: { rounds, warmMs: values.quick ? 300 : 800, ms: values.quick ? 700 : 2000 },
    nodeFlags: values.profile ? ['--cpu-prof', '--cpu-prof-dir=bench/results'] : [],
  };
}
