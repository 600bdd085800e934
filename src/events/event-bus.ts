import { Injectable, Logger } from '@nestjs/common';
import type { DomainEvents } from './domain-events.js';

export type Fact = keyof DomainEvents;
type Listener<F extends Fact> = (fact: DomainEvents[F]) => void | Promise<void>;
type Listeners = { [F in Fact]?: Listener<F>[] };

/**
 * Facts, from this instance and from all others. Listeners run at once, in the order in which they were added, so that
 * what is published in an order is heard in it; one that fails is logged and never undoes what already happened.
 */
@Injectable()
export class EventBus {
  private readonly logger = new Logger(EventBus.name);
  private readonly everywhere: Listeners = {};
  private readonly here: Listeners = {};
  private readonly elsewhere: Listeners = {};
  /** Passes on what happened here, after everybody here has heard it. */
  onPublished: <F extends Fact>(name: F, fact: DomainEvents[F]) => void = () => undefined;

  /** Hears it on whichever instance it happened. */
  on<F extends Fact>(name: F, listener: Listener<F>): void {
    add(this.everywhere, name, listener);
  }

  /** Hears it only if it happened on this instance. */
  onHere<F extends Fact>(name: F, listener: Listener<F>): void {
    add(this.here, name, listener);
  }

  /** Hears it only if it happened on another instance. */
  onElsewhere<F extends Fact>(name: F, listener: Listener<F>): void {
    add(this.elsewhere, name, listener);
  }

  publish<F extends Fact>(name: F, fact: DomainEvents[F]): void {
    this.tell(name, fact, this.everywhere, this.here);
    this.onPublished(name, fact);
  }

  /** It happened on another instance. */
  hear<F extends Fact>(name: F, fact: DomainEvents[F]): void {
    this.tell(name, fact, this.everywhere, this.elsewhere);
  }

  private tell<F extends Fact>(name: F, fact: DomainEvents[F], ...groups: Listeners[]): void {
    for (const listeners of groups)
      for (const listener of (listeners[name] ?? []) as Listener<F>[]) this.tellOne(name, listener, fact);
  }

  private tellOne<F extends Fact>(name: F, listener: Listener<F>, fact: DomainEvents[F]): void {
    const failed = (error: unknown) => this.logger.error({ err: error }, `A listener of "${name}" failed`);
    try {
      listener(fact)?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

function add<F extends Fact>(listeners: Listeners, name: F, listener: Listener<F>): void {
  ((listeners[name] ??= []) as Listener<F>[]).push(listener);
}
