import { Injectable, Logger } from '@nestjs/common';
import type { DomainEvents } from './domain-events.js';

type Fact = keyof DomainEvents;
type Listener<F extends Fact> = (fact: DomainEvents[F]) => void | Promise<void>;
type Listeners = { [F in Fact]?: Listener<F>[] };

/**
 * Facts within one process. Listeners run at once, in the order in which they were added, so that what is
 * published in an order is heard in it; one that fails is logged and never undoes what already happened.
 */
@Injectable()
export class EventBus {
  private readonly logger = new Logger(EventBus.name);
  private readonly listeners: Listeners = {};

  on<F extends Fact>(name: F, listener: Listener<F>): void {
    ((this.listeners[name] ??= []) as Listener<F>[]).push(listener);
  }

  publish<F extends Fact>(name: F, fact: DomainEvents[F]): void {
    for (const listener of (this.listeners[name] ?? []) as Listener<F>[]) this.tell(name, listener, fact);
  }

  private tell<F extends Fact>(name: F, listener: Listener<F>, fact: DomainEvents[F]): void {
    const failed = (error: unknown) => this.logger.error({ err: error }, `A listener of "${name}" failed`);
    try {
      listener(fact)?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
