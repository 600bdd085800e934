import { parseArgs } from 'node:util';

export interface Options {
  /** Names of scenarios; empty means all. */
  only: string[];
  seed: number;
  quick: boolean;
}

const USAGE = `npm run chaos -- [options]
  --only killed,redis  only these: NAMES
  --seed 7             the same kills, cuts and weather in the same order (what the machine makes of them may differ)
  --quick              short forms of everything: whether it runs, not whether the promises hold`;

export function readOptions(args: string[], names: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      seed: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const only = values.only.split(',').filter(Boolean);
  const unknown = only.filter((name) => !names.includes(name));
  if (values.help || unknown.length) {
    console.log(USAGE.replace('NAMES', names.join(', ')));
    process.exit(unknown.length ? 1 : 0);
  }
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
  return { only, seed, quick: values.quick };
}
