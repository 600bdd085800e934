import { Logger } from '@nestjs/common';
import session, { type SessionData } from 'express-session';
import { unavailable } from '../../errors/app-error.js';

type Answer<T = void> = (error: unknown, value?: T) => void;

const FAILURES = 5;
const REST_MS = 2000;

/**
 * A session store that always answers: every call ends within `limitMs`, and after some failures in a row it fails at
 * once for a while instead of keeping everybody waiting. A frozen Redis would never answer at all.
 */
export class BoundedStore extends session.Store {
  private readonly logger = new Logger('Sessions');
  private failures = 0;
  private restUntil = 0;

  constructor(
    private readonly inner: session.Store,
    private readonly limitMs: number,
  ) {
    super();
  }

  override get(sid: string, answer: Answer<SessionData | null>): void {
    this.within<SessionData | null>((done) => this.inner.get(sid, done), answer);
  }

  override set(sid: string, data: SessionData, answer: Answer = () => {}): void {
    this.within((done) => this.inner.set(sid, data, done), answer);
  }

  override destroy(sid: string, answer: Answer = () => {}): void {
    this.within((done) => this.inner.destroy(sid, done), answer);
  }

  /** Nothing is written just because a page was read: sessions.last_active says when a device was used. */
  override touch(_sid: string, _data: SessionData, answer: () => void = () => {}): void {
    answer();
  }

  private within<T>(call: (done: Answer<T>) => void, answer: Answer<T>): void {
    if (performance.now() < this.restUntil) return answer(outOfReach());
    let answered = false;
    const settle: Answer<T> = (error, value) => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      this.count(error);
      answer(error ? outOfReach() : null, value);
    };
    const timer = setTimeout(() => settle(new Error(`No answer within ${this.limitMs} ms`)), this.limitMs);
    call(settle);
  }

  private count(error: unknown): void {
    if (!error) {
      this.failures = 0;
      return;
    }
    this.logger.error({ err: error }, 'The session store failed');
    if (++this.failures < FAILURES) return;
    this.failures = 0;
    this.restUntil = performance.now() + REST_MS;
  }
}

const outOfReach = () => unavailable('Your session cannot be read at the moment. Try again shortly.', 2);
