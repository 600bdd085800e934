import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Counter } from 'prom-client';
import { DataSource } from 'typeorm';
import { Metrics } from '../telemetry/metrics.js';
import { type Letter, Post, type Reply } from './post.js';
import { PushTimes } from './push-times.js';
import { NotPublic } from './public-address.js';

const AT_ONCE = 16;
/** Somebody whose push services are slow waits for themselves. */
const AT_ONCE_OF_PERSON = 2;
const MOST_WAITING = 5000;
const ATTEMPTS = 4;

export interface Addressed extends Letter {
  session_id: number;
  user_id: number;
}

interface Job {
  letter: Addressed;
  attempt: number;
}

/** What waits to be sent: bounded, tried again when a push service asks for it, lost with the process. */
@Injectable()
export class Sending implements OnApplicationShutdown {
  private readonly logger = new Logger('Push');
  private readonly ready = new Map<string, Job>();
  private readonly later = new Map<string, { job: Job; timer: NodeJS.Timeout }>();
  private readonly inFlight = new Map<number, number>();
  private readonly stopping = new AbortController();
  private flying = 0;
  private readonly outcomes: Counter<'outcome'>;

  constructor(
    private readonly post: Post,
    private readonly times: PushTimes,
    private readonly database: DataSource,
    metrics: Metrics,
  ) {
    this.outcomes = new Counter({
      name: 'parley_pushes_total',
      help: 'Pushes to browsers, by what became of them.',
      labelNames: ['outcome'] as const,
      registers: [metrics.registry],
    });
  }

  /** Without a key no push service listens. */
  get isPossible(): boolean {
    return this.post.isPossible;
  }

  /** What still waits for the same device about the same chat is out of date with this. */
  add(letter: Addressed): void {
    const key = `${letter.session_id} ${letter.topic}`;
    clearTimeout(this.later.get(key)?.timer);
    this.later.delete(key);
    this.ready.delete(key);
    if (this.ready.size + this.later.size >= MOST_WAITING) return this.outcomes.inc({ outcome: 'dropped' });
    this.ready.set(key, { letter, attempt: 1 });
    this.sendWhatMay();
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
    for (const { timer } of this.later.values()) clearTimeout(timer);
    this.ready.clear();
    this.later.clear();
  }

  private sendWhatMay(): void {
    for (const [key, job] of this.ready) {
      if (this.flying >= AT_ONCE) return;
      if ((this.inFlight.get(job.letter.user_id) ?? 0) >= AT_ONCE_OF_PERSON) continue;
      this.ready.delete(key);
      void this.send(key, job);
    }
  }

  private async send(key: string, job: Job): Promise<void> {
    const { user_id } = job.letter;
    this.count(user_id, 1);
    try {
      await this.judge(key, job, await this.post.deliver(job.letter, this.stopping.signal));
    } catch (error) {
      this.fail(key, job, error);
    } finally {
      this.count(user_id, -1);
      if (!this.stopping.signal.aborted) this.sendWhatMay();
    }
  }

  private async judge(key: string, job: Job, { status, retryAfter }: Reply): Promise<void> {
    if (status >= 200 && status < 300) return this.outcomes.inc({ outcome: 'sent' });
    if (status === 404 || status === 410) return this.forget(job.letter);
    if (status === 429 || status >= 500) return this.tryLater(key, job, retryAfter);
    this.outcomes.inc({ outcome: 'refused' });
    this.logger.warn({ status, service: new URL(job.letter.endpoint).host }, 'A push service refused a push');
  }

  private fail(key: string, job: Job, error: unknown): void {
    if (this.stopping.signal.aborted) return;
    if (!(error instanceof NotPublic)) return this.tryLater(key, job);
    this.outcomes.inc({ outcome: 'refused' });
  }

  private tryLater(key: string, job: Job, retryAfter?: string): void {
    // Something newer about the same chat has come meanwhile.
    if (this.ready.has(key) || this.later.has(key)) return;
    if (job.attempt >= ATTEMPTS || this.stopping.signal.aborted) return this.outcomes.inc({ outcome: 'given up' });
    const own = this.times.retry * 4 ** (job.attempt - 1);
    const wait = Math.min(msOf(retryAfter) ?? own, this.times.longestWait);
    const again = () => {
      this.later.delete(key);
      this.ready.set(key, { ...job, attempt: job.attempt + 1 });
      this.sendWhatMay();
    };
    this.later.set(key, { job, timer: setTimeout(again, wait).unref() });
  }

  /** The browser has unsubscribed, or is no more. */
  private async forget({ session_id, endpoint }: Addressed): Promise<void> {
    this.outcomes.inc({ outcome: 'gone' });
    await this.database
      .query('DELETE FROM push_subscriptions WHERE session_id = $1 AND endpoint = $2', [session_id, endpoint])
      .catch((error) => this.logger.warn({ err: error }, 'An endpoint that is gone could not be removed'));
  }

  private count(userId: number, by: number): void {
    this.flying += by;
    const now = (this.inFlight.get(userId) ?? 0) + by;
    if (now) this.inFlight.set(userId, now);
    else this.inFlight.delete(userId);
  }
}

/** `Retry-After`: seconds, or a date. */
function msOf(retryAfter: string | undefined): number | undefined {
  if (!retryAfter) return undefined;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
