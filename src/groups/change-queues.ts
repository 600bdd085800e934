import { Injectable } from '@nestjs/common';
import { unavailable } from '../errors/app-error.js';

const MOST_WAITING = 500;

/** The queue of each group and server here, so that a crowd that joins waits in memory and not with all connections. */
@Injectable()
export class ChangeQueues {
  private readonly queues = new Map<number, { last: Promise<unknown>; waiting: number }>();

  /** After everything that was added for this group before it. Throws `unavailable` where too much waits already. */
  add<T>(groupId: number, work: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(groupId) ?? { last: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= MOST_WAITING) return Promise.reject(unavailable());
    this.queues.set(groupId, queue);
    queue.waiting++;
    const turn = queue.last.then(work);
    queue.last = turn
      .catch(() => undefined)
      .then(() => {
        if (--queue.waiting === 0) this.queues.delete(groupId);
      });
    return turn;
  }
}
