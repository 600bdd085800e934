import type { DomainEvents } from '../events/domain-events.js';
import type { EventBus, Fact } from '../events/event-bus.js';

/** In ms. Where messages are told less often than that, nothing waits. */
const PACE = 14;

/**
 * What happened on other instances, told here in its order. Whatever is told of a chat is one write to every socket that
 * hears it, and writing is most of the work: while messages are told often, those that others have stored wait until some
 * are told that were stored here, and leave in one piece with them.
 */
export class HeardFacts {
  private waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private toldAt = -Infinity;

  constructor(private readonly events: EventBus) {}

  add<F extends Fact>(name: F, fact: DomainEvents[F]): void {
    const hasToWait = name === 'messages sent' || this.waiting.length > 0;
    if (!hasToWait) return this.events.hear(name, fact);
    this.waiting.push(() => this.events.hear(name, fact));
    const early = this.toldAt + PACE - performance.now();
    if (early <= 0) this.tell();
    else this.timer ??= setTimeout(() => this.tell(), early).unref();
  }

  /** Tells what waits. Called whenever messages that were stored here are told. */
  tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.toldAt = performance.now();
    const { waiting } = this;
    this.waiting = [];
    for (const hear of waiting) hear();
  }
}
