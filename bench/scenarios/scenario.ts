import type { Row } from '../report/row.js';
import type { Pace } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';

export interface Scenario {
  /** For --only. */
  name: string;
  title: string;
  play(stage: Stage, pace: Pace): Promise<Row[]>;
}
