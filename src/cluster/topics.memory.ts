import { Topics } from './topics.js';

/** One instance: there is nobody else to tell. */
export class TopicsInMemory extends Topics {
  readonly isShared = false;
  readonly isDeaf = false;
  readonly others = [];

  publish(): void {}

  publishInTurn(_topic: string, _value: unknown, then: () => void): void {
    then();
  }
}
