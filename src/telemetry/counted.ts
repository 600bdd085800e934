import { Counter, Gauge, type Registry } from 'prom-client';

/** A counter that is kept somewhere else, as a plain number that only grows, and is read when somebody asks. */
export function countedElsewhere(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

/** What is so many just now. */
export function readElsewhere(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
