import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf, isRunning } from './processes.js';

/** The servers that use one embedded database. The last one to leave stops it; a killed one does not count. */
export class Tenants {
  constructor(private readonly folder: string) {}

  enter(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeFileSync(this.mine, birthOf(process.pid), { mode: 0o600 });
  }

  /** Whether nobody else is left. */
  leave(): boolean {
    rmSync(this.mine, { force: true });
    return this.others().length === 0;
  }

  private others(): string[] {
    return readdirSync(this.folder).filter((name) => {
      const alive = isRunning(Number(name)) && birthOf(Number(name)) === readFileSync(join(this.folder, name), 'utf8');
      if (!alive) rmSync(join(this.folder, name), { force: true });
      return alive;
    });
  }

  private get mine(): string {
    return join(this.folder, String(process.pid));
  }
}
