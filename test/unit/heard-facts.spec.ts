import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HeardFacts } from '../../src/cluster/heard-facts.js';
import type { DomainEvents } from '../../src/events/domain-events.js';
import { EventBus } from '../../src/events/event-bus.js';

describe('what happened on another instance', () => {
  let facts: HeardFacts;
  let told: string[];
  beforeEach(() => {
    jest.useFakeTimers();
    const events = new EventBus();
    facts = new HeardFacts(events);
    told = [];
    events.on('messages sent', ([message]) => void told.push(message!.text));
    events.on('chat read', ({ up_to }) => void told.push(`read ${up_to}`));
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const sayAll = (...texts: string[]) =>
    facts.add('messages sent', texts.map((text) => ({ text })) as DomainEvents['messages sent']);
  const say = (text: string) => sayAll(text);
  const read = (up_to: number) => facts.add('chat read', { up_to } as DomainEvents['chat read']);

  it('is told at once where little is said', () => {
    say('one');
    jest.advanceTimersByTime(20);
    say('two');
    read(2);

    expect(told).toEqual(['one', 'two', 'read 2']);
  });

  it('waits for a moment where messages are told often, and then is told by itself', () => {
    say('one');
    say('two');
    say('three');
    expect(told).toEqual(['one']);

    jest.advanceTimersByTime(20);

    expect(told).toEqual(['one', 'two', 'three']);
  });

  it('does not wait once eight messages are there, in one piece or in several', () => {
    say('one');
    sayAll('two', '3', '4', '5', '6', '7', '8');
    expect(told).toEqual(['one']);

    say('nine');
    expect(told).toEqual(['one', 'two', 'nine']);

    sayAll('ten', '11', '12', '13', '14', '15', '16', '17');
    expect(told).toEqual(['one', 'two', 'nine', 'ten']);

    say('eighteen');
    expect(told).toEqual(['one', 'two', 'nine', 'ten']);
  });

  it('leaves with messages that were stored here', () => {
    facts.tell();
    say('one');
    expect(told).toEqual([]);

    facts.tell();

    expect(told).toEqual(['one']);
  });

  it('keeps its order: nothing is told before the message that it followed', () => {
    say('one');
    say('two');
    read(2);
    expect(told).toEqual(['one']);

    facts.tell();

    expect(told).toEqual(['one', 'two', 'read 2']);
  });

  it('is told only once', () => {
    say('one');
    say('two');
    facts.tell();

    jest.advanceTimersByTime(100);

    expect(told).toEqual(['one', 'two']);
  });
});
