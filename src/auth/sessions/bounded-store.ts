import { promisify } from 'node:util';
import session, { type SessionData } from 'express-session';
import type { Breaker } from '../../cluster/breaker.js';
import { unavailable } from '../../errors/app-error.js';

type Answer<T = void> = (error: unknown, value?: T) => void;

/** A session store that always answers, with `unavailable` when the one inside does not. */
export class BoundedStore extends session.Store {
  constructor(
    private readonly inner: session.Store,
    private readonly breaker: Breaker,
  ) {
    super();
  }

  override get(sid: string, answer: Answer<SessionData | null>): void {
    const find = promisify<string, SessionData | null | undefined>(this.inner.get.bind(this.inner));
    this.ask(async () => (await find(sid)) ?? null, answer);
  }

  override set(sid: string, data: SessionData, answer: Answer = () => {}): void {
    this.ask(() => promisify(this.inner.set.bind(this.inner))(sid, data), answer);
  }

  override destroy(sid: string, answer: Answer = () => {}): void {
    this.ask(() => promisify(this.inner.destroy.bind(this.inner))(sid), answer);
  }

  /** Nothing is written just because a page was read: `sessions.last_active` says when a device was used. */
  override touch(_sid: string, _data: SessionData, answer: () => void = () => {}): void {
    answer();
  }

  private ask<T>(question: () => Promise<T>, answer: (error: unknown, value?: T) => void): void {
    this.breaker.run(question).then(
      (value) => answer(null, value),
      () => answer(unavailable('Your session cannot be read at the moment. Try again shortly.', 2)),
    );
  }
}
