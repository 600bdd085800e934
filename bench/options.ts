import { parseArgs } from 'node:util';
import type { Setting } from './stage/stage.js';
import type { Pace } from './stage/rounds.js';

export interface Options {
  /** Names of scenarios; empty means all. */
  only: string[];
  pace: Pace;
  setting: Setting;
}

const USAGE = `npm run bench -- [options]
  --only A,E      only these: A, A-open, A-ramp, B, C, D, E, files, storm, slow, start, two
  --gib 1         how large the file is that passes between browsers
  --rounds 3      how often each side is measured
  --quick         one short round of each: whether it runs, not how fast it is
  --database URL  an empty database of your PostgreSQL on this machine instead of the bundled one
  --profile       the server writes a CPU profile into bench/results/ when it stops`;

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      gib: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      database: { type: 'string' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit();
  }
  const fileSize = Number(values.gib) * 2 ** 30;
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  return {
    only: values.only.split(',').filter(Boolean),
    pace: { rounds, warmMs: values.quick ? 300 : 800, ms: values.quick ? 700 : 2000, fileSize },
    setting: {
      databaseUrl: values.database,
      nodeFlags: values.profile ? ['--cpu-prof', '--cpu-prof-dir=bench/results'] : [],
    },
  };
}
