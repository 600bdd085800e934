import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answers, Numbered, Order, Reply } from '../load/orders.js';
import { ROOT, TYPESCRIPT } from './peer.js';

/** The load generator, seen from the bench: orders go out, measurements come back. */
export class Generator {
  private readonly waiting = new Map<number, { resolve: (answer: never) => void; reject: (why: Error) => void }>();
  private orders = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', ({ number, answer, error }: Reply) => {
      const asker = this.waiting.get(number)!;
      this.waiting.delete(number);
      if (error) asker.reject(new Error(error));
      else asker.resolve(answer as never);
    });
    child.on('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`The load generator ended with ${code}.`));
    });
  }

  static start(): Generator {
    return new Generator(
      fork(join(ROOT, 'bench/load/generator.ts'), { execArgv: TYPESCRIPT, cwd: ROOT, serialization: 'advanced' }),
    );
  }

  ask<O extends Order>(order: O): Promise<Answers[O['do']]> {
    const number = this.orders++;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.child.send({ number, order } satisfies Numbered);
    });
  }

  stop(): void {
    this.child.disconnect();
  }
}
