import type { DomainEvents } from '../events/domain-events.js';
import type { EventBus, Fact } from '../events/event-bus.js';

/** In ms. Where messages are told less often than that, nothing waits. */
const PACE = 14;
/**
 * So many messages are worth a write to everybody by themselves. Where people answer each other in step, half of them
 * here and half elsewhere, a wait for more only holds everybody up: 0.3 instead of 0.5 of what one instance tells.
 */
const ENOUGH = 8;

/**
 * What happened on other instances, told here in its order. Whatever is told of a chat is one write to every socket that
 * hears it, and writing is most of the work: while messages are told often, the few that others have stored wait until some
 * are told that were stored here, and leave in one piece with them.
 */
export class HeardFacts {
  private waiting: (() => void)[] = [];
  private messages = 0;
  private timer: NodeJS.Timeout | undefined;
  private toldAt = -Infinity;

  constructor(private readonly events: EventBus) {}

  add<F extends Fact>(name: F, fact: DomainEvents[F]): void {
    const hasToWait = name === 'messages sent' || this.waiting.length > 0;
    if (!hasToWait) return this.events.hear(name, fact);
    this.waiting.push(() => this.events.hear(name, fact));
    if (name === 'messages sent') this.messages += (fact as DomainEvents['messages sent']).length;
    const early = this.toldAt + PACE - performance.now();
    if (early <= 0 || this.messages >= ENOUGH) this.tell();
    else this.timer ??= setTimeout(() => this.tell(), early).unref();
  }

  /** Tells what waits. Called whenever messages that were stored here are told. */
  tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.toldAt = performance.now();
    const { waiting } = this;
    this.waiting = [];
    this.messages = 0;
    for (const hear of waiting) hear();
  }
}
