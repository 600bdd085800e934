import { row, type Row } from '../report/promise.js';
import { type Setup, Stage } from '../stage/stage.js';
import type { Pace } from './scenario.js';

/** A scenario on a stage of its own, which is cleared away whatever happens. An instance that ended by itself is a fault. */
export async function withStage(
  { seed, say }: Pace,
  setup: Omit<Setup, 'seed'>,
  play: (stage: Stage) => Promise<Row[]>,
): Promise<Row[]> {
  const stage = await Stage.open({ seed, ...setup });
  try {
    const rows = await play(stage);
    const crashes = stage.crashes();
    if (!crashes) return rows;
    for (const { said } of stage.instances) say(said.slice(-10).join('\n'));
    return [...rows, row('R38', 'no instance ends by itself', '0', String(crashes), false)];
  } finally {
    await stage.close();
  }
}
