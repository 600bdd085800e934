import { createHash } from 'node:crypto';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { SampledLogger } from '../telemetry/sampled-logger.js';
import type { Breaker } from './breaker.js';
import { Peers } from './peers.js';
import type { Redis, RedisClient } from './redis.js';
import { lineOf, numberOf, readLine } from './topic-line.js';
import { Turns } from './turns.js';
import type { TopicTimes } from './topic-times.js';
import { Topics } from './topics.js';

/** In characters. More than this of one turn is said in two lines. */
const LONG_LINE = 2 ** 20;
/** What Redis may leave unanswered, so that a frozen one costs no memory. */
const MOST_UNANSWERED = 16 * 2 ** 20;

/**
 * One channel for all topics. What an instance says in one turn of its event loop is one line with a number, so a line
 * that is lost anywhere on the way is noticed with the next one, a beat at the latest; and since an instance hears its
 * own lines, it knows when it is deaf.
 */
export class TopicsByRedis extends Topics implements OnApplicationShutdown {
  readonly isShared = true;
  private readonly logger = new Logger('Cluster');
  private readonly sampled = new SampledLogger('Cluster');
  private readonly peers = new Peers();
  private readonly channel: string;
  private readonly breaker: Breaker;
  private readonly heart: NodeJS.Timeout;
  private ear: RedisClient;
  private number = 0;
  private readonly turns = new Turns();
  private waiting: string[] = [];
  private length = 0;
  private unanswered = 0;
  private echoAt = -Infinity;
  private earSince = performance.now();
  private wasDeaf = true;

  constructor(
    redis: Redis,
    private readonly client: RedisClient,
    secret: string,
    private readonly times: TopicTimes,
  ) {
    super();
    this.channel = channelOf(secret);
    this.breaker = redis.breaker();
    this.ear = this.listen();
    this.heart = setInterval(() => this.beat(), times.beat).unref();
  }

  get isDeaf(): boolean {
    return performance.now() - this.echoAt > this.times.deaf;
  }

  get others(): string[] {
    return this.peers.names;
  }

  publish(topic: string, value: unknown): void {
    const said = JSON.stringify([topic, value]);
    if (this.waiting.length === 0) setImmediate(() => this.say());
    this.waiting.push(said);
    this.length += said.length;
    this.figures.published++;
    if (this.length > LONG_LINE) this.say();
  }

  publishInTurn(topic: string, value: unknown, then: () => void): void {
    const { isDeaf } = this;
    // Before it is said: a long line goes out at once.
    if (!isDeaf) this.turns.await(this.number + 1, then);
    this.publish(topic, value);
    if (isDeaf) then();
  }

  onApplicationShutdown(): void {
    clearInterval(this.heart);
    if (this.ear.isOpen) this.ear.destroy();
  }

  private say(): void {
    if (this.waiting.length === 0) return;
    const { waiting } = this;
    [this.waiting, this.length] = [[], 0];
    void this.send(waiting);
  }

  /** A line that cannot be sent has a number all the same: so the others notice that they missed it. */
  private async send(said: readonly string[]): Promise<void> {
    const line = lineOf(this.name, ++this.number, said);
    if (this.unanswered + line.length > MOST_UNANSWERED) return void (this.figures.lost += said.length);
    try {
      await this.breaker.run(() => this.ask(line));
    } catch {
      this.figures.lost += said.length;
    }
  }

  /** It counts as unanswered until Redis has answered, even if nobody waits for that any more. */
  private ask(line: string): Promise<unknown> {
    // By the connection that hears it: what Redis answers, and says to us, comes in one piece.
    const asked = this.ear.publish(this.channel, line);
    const over = () => void (this.unanswered -= line.length);
    this.unanswered += line.length;
    asked.then(over, over);
    return asked;
  }

  private beat(): void {
    this.say();
    void this.send([]);
    const now = performance.now();
    if (!this.isDeaf) return this.missTheSilent();
    if (!this.wasDeaf) this.logger.warn('Nothing is heard of other instances; the database is asked instead');
    this.wasDeaf = true;
    if (now - Math.max(this.echoAt, this.earSince) > this.times.listenAnew) this.listenAnew();
  }

  private missTheSilent(): void {
    for (const name of this.peers.takeSilent(this.times.gone)) this.tellGone(name);
  }

  /** A connection whose other side has vanished looks open for ever. */
  private listenAnew(): void {
    if (this.ear.isOpen) this.ear.destroy();
    this.ear = this.listen();
  }

  private listen(): RedisClient {
    this.earSince = performance.now();
    // The breaker limits what is said by it, and a silent one is replaced. The library's own limit is an AbortSignal for each
    // word, whose timer still fires seconds after the answer.
    const ear: RedisClient = this.client.duplicate({ commandOptions: { timeout: 0 } });
    ear.on('error', (error: Error) => this.sampled.warn('The channel between instances is cut', { err: error }));
    ear
      .connect()
      .then(() => ear.subscribe(this.channel, (text) => this.hear(text)))
      .catch(() => undefined);
    return ear;
  }

  private hear(text: string): void {
    const mine = numberOf(text, this.name);
    if (mine !== null) return this.hearMyself(mine);
    const line = readLine(text);
    if (!line) {
      this.figures.garbage++;
      return this.sampled.warn('Something on the channel between instances could not be read', { length: text.length });
    }
    const missed = this.peers.hear(line.from, line.number);
    for (const [topic, value] of line.said) this.tell(topic, value, line.from);
    if (missed) this.tellMissed();
  }

  private hearMyself(number: number): void {
    this.turns.come(number);
    const wasDeaf = this.wasDeaf || this.isDeaf;
    this.echoAt = performance.now();
    if (!wasDeaf) return;
    this.wasDeaf = false;
    this.peers.excuse();
    this.logger.log('Other instances are heard');
    this.tellMissed();
  }

  private tell(topic: string, value: unknown, from: string): void {
    this.figures.heard++;
    try {
      this.listeners.get(topic)?.(value, from);
    } catch (error) {
      this.figures.garbage++;
      this.sampled.warn('What another instance said could not be understood', { topic, err: error });
    }
  }
}

/** A channel of Redis is shared by all its databases, so two installations with one Redis would hear each other. */
const channelOf = (secret: string): string =>
  `parley:topics:${createHash('sha256').update(`topics ${secret}`).digest('base64url').slice(0, 16)}`;
