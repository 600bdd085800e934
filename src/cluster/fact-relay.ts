import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { CROSSES } from '../events/crossing.js';
import { EventBus, type Fact } from '../events/event-bus.js';
import { HeardFacts } from './heard-facts.js';
import { Topics } from './topics.js';

const TOPIC = 'fact';

/** Takes facts that cross to the other instances, and theirs to this one. */
@Injectable()
export class FactRelay {
  private readonly heard: HeardFacts;

  constructor(events: EventBus, topics: Topics, { instanceUrl }: Config) {
    this.heard = new HeardFacts(events);
    if (!topics.isShared) return;
    events.onPublished = (name, fact) => {
      if (name === 'messages sent') this.heard.tell();
      if (CROSSES[name] === true || (CROSSES[name] && instanceUrl)) topics.publish(TOPIC, [name, fact]);
    };
    topics.on(TOPIC, (value) => this.hear(value));
  }

  /** Throws for what is no fact; a newer version may know facts that this one does not. */
  private hear(value: unknown): void {
    const [name, fact] = value as [string, unknown];
    if (!Object.hasOwn(CROSSES, name) || !CROSSES[name as Fact]) throw new Error('No fact that crosses');
    if (typeof fact !== 'object' || fact === null) throw new Error('A fact is an object');
    this.heard.add(name as Fact, fact as never);
  }
}
