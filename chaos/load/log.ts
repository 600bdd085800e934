import type { Operation } from '../oracle/evidence.js';

/** What all senders of a run have asked for, and what became of it. */
export class ClientLog {
  readonly operations: Operation[] = [];
  acknowledged = 0;
  /** Answers that said no for now, by their code. */
  readonly refusals = new Map<string, number>();
  /** From the first try to the acknowledgement, in ms, with the moment of the first try. */
  private lastAcknowledged = performance.now();

  invoke(sender: number, chat: number): Operation {
    const key = `${sender}.${this.operations.length}`;
    const operation: Operation = { sender, chat, key, invoked: performance.now(), outcome: 'unknown', tries: 0 };
    this.operations.push(operation);
    return operation;
  }

  acknowledge(operation: Operation, { id, seq }: { id: number; seq: number }): void {
    Object.assign(operation, { outcome: 'acknowledged', ended: performance.now(), id, seq });
    this.acknowledged++;
    this.lastAcknowledged = performance.now();
  }

  fail(operation: Operation): void {
    Object.assign(operation, { outcome: 'failed', ended: performance.now() });
  }

  refused(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  /** Since somebody was last served. */
  get silentMs(): number {
    return performance.now() - this.lastAcknowledged;
  }

  count(outcome: Operation['outcome']): number {
    return this.operations.filter((one) => one.outcome === outcome).length;
  }
}
