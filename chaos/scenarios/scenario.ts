import type { Row } from '../report/promise.js';

export interface Pace {
  seed: number;
  quick: boolean;
  say(line: string): void;
}

export interface Scenario {
  name: string;
  title: string;
  play(pace: Pace): Promise<Row[]>;
}
