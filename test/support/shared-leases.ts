import type { Leases } from '../../src/presence/leases.js';

/** What Redis does for presence, in memory: entries that expire. `forever` is a store that forgets to. */
export class SharedLeases {
  private readonly entries = new Map<string, { entry: string; until: number }>();
  reachable = true;

  constructor(private readonly forever = false) {}

  of(name: string): Leases {
    return {
      renew: async (entry, ms) => {
        await this.turn();
        this.entries.set(name, { entry, until: this.forever ? Infinity : performance.now() + ms });
      },
      others: async () => {
        await this.turn();
        const alive = [...this.entries].filter(([other, { until }]) => other !== name && until > performance.now());
        return new Map(alive.map(([other, { entry }]) => [other, entry]));
      },
    };
  }

  /** Restarted, and nothing kept. */
  empty(): void {
    this.entries.clear();
  }

  private async turn(): Promise<void> {
    await Promise.resolve();
    if (!this.reachable) throw new Error('Out of reach');
  }
}
