import { randomUUID } from 'node:crypto';

/** `from` names the instance that said it. */
export type TopicListener = (value: unknown, from: string) => void;

/** What went between the instances, for the metrics. */
export interface TopicFigures {
  published: number;
  /** Could not be handed to anybody. */
  lost: number;
  heard: number;
  /** Times when something was found not to have been heard. */
  missed: number;
  garbage: number;
}

/**
 * What instances say to each other. Nobody waits and nothing is certain: a word may be lost, so whoever listens must be
 * able to read what it would have said, and hears `onMissed` when it is time to.
 */
export abstract class Topics {
  /** How others know this instance, for as long as it runs. */
  readonly name = randomUUID();
  readonly figures: TopicFigures = { published: 0, lost: 0, heard: 0, missed: 0, garbage: 0 };
  protected readonly listeners = new Map<string, TopicListener>();
  private readonly missedListeners: (() => void)[] = [];
  private readonly goneListeners: ((instance: string) => void)[] = [];

  /** Whether there can be other instances at all. */
  abstract readonly isShared: boolean;
  /** Whether nothing that others say can be heard just now. */
  abstract readonly isDeaf: boolean;
  /** The instances that were heard of late. */
  abstract readonly others: readonly string[];
  /** Tells every other instance, and never this one. Throws nothing and waits for nobody. */
  abstract publish(topic: string, value: unknown): void;

  /**
   * Tells the others too, and calls `then` when it is the turn of this word among all that is said: what was said before
   * it has been heard here, and nothing that was said after it. All instances hear the same order, so of two who want the
   * last of something, both know who was first. Where nothing can be heard, `then` is called soon all the same.
   */
  abstract publishInTurn(topic: string, value: unknown, then: () => void): void;

  /** Each topic has one listener. What it is told was parsed, and is otherwise unknown. */
  on(topic: string, listener: TopicListener): void {
    this.listeners.set(topic, listener);
  }

  onMissed(listener: () => void): void {
    this.missedListeners.push(listener);
  }

  /** Hears that an instance has not been heard for long. */
  onGone(listener: (instance: string) => void): void {
    this.goneListeners.push(listener);
  }

  protected tellMissed(): void {
    this.figures.missed++;
    for (const listener of this.missedListeners) listener();
  }

  protected tellGone(instance: string): void {
    for (const listener of this.goneListeners) listener(instance);
  }
}
