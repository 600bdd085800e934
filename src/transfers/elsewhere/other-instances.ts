import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError, unavailable } from '../../errors/app-error.js';
import type { ErrorCode, Failure } from '../../shared/errors.js';
import { SampledLogger } from '../../telemetry/sampled-logger.js';
import type { Owner } from './far-transfers.js';
import { ANSWERS_AS, type Asked, pathOf, PlaceLine, type Verb } from './instance-words.js';
import { InstancePasses } from './instance-passes.js';
import { Lines } from './lines.js';

const ANSWER_MS = 5_000;
/** Two refusals, so far apart, are no accident. */
const PROBE_AGAIN_MS = 500;
const LONGEST_ANSWER = 16 * 2 ** 20;

/** A stream to the instance that has the transfer, on which there is a place for a connection here. */
export interface FarStream {
  readonly owner: Owner;
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
  readonly lines: Lines;
  readonly place: { offer: PlaceLine['offer']; offset: number };
}
type PlaceLine = ReturnType<typeof PlaceLine.parse>;

/** Nobody is there who would be the instance that is asked. */
class NotThere extends Error {}

/** Asks other instances directly, at their INSTANCE_URL. Each call ends in time. */
@Injectable()
export class OtherInstances implements OnApplicationShutdown {
  private readonly logger = new SampledLogger('Transfers');
  private readonly streams = new Map<string, Set<ClientRequest>>();
  private readonly probed = new Set<string>();
  /** Hears of an instance that is not there any more. */
  onGone: (name: string) => void = () => undefined;

  constructor(private readonly passes: InstancePasses) {}

  /** Throws what the other instance throws, or `unavailable`. */
  async ask<V extends Verb>(owner: Owner, verb: V, asked: Asked<V>): Promise<unknown> {
    return this.telling(owner, async () => {
      const [, response] = await this.call(owner, verb, asked, (request) => request.end());
      return answerOf(response);
    });
  }

  async open<V extends 'bring' | 'fetch'>(owner: Owner, verb: V, asked: Asked<V>): Promise<FarStream> {
    return this.telling(owner, async () => {
      const [request, response] = await this.call(owner, verb, asked, (sent) => sent.flushHeaders());
      const lines = new Lines(response);
      const late = setTimeout(() => request.destroy(), ANSWER_MS);
      const place = PlaceLine.parse(await lines.next().finally(() => clearTimeout(late)));
      return { owner, request, response, lines, place };
    });
  }

  /** A stream broke off without a word: perhaps the whole instance is gone. */
  suspect(owner: Owner): void {
    if (this.probed.has(owner.name)) return;
    this.probed.add(owner.name);
    void this.probe(owner).finally(() => this.probed.delete(owner.name));
  }

  /** Ends every stream to that instance. */
  drop(name: string): void {
    for (const request of this.streams.get(name) ?? []) request.destroy();
  }

  onApplicationShutdown(): void {
    for (const name of this.streams.keys()) this.drop(name);
  }

  private async probe(owner: Owner): Promise<void> {
    for (const wait of [0, PROBE_AGAIN_MS]) {
      await pause(wait, undefined, { ref: false });
      const there = await this.call(owner, 'here', {}, (request) => request.end()).then(
        ([, response]) => Boolean(response.resume()),
        (error: unknown) => !isAbsence(error),
      );
      if (there) return;
    }
    this.onGone(owner.name);
  }

  private async telling<T>(owner: Owner, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AppError) throw error;
      this.logger.warn('Another instance could not be asked about a file', { url: owner.url, err: error });
      this.suspect(owner);
      throw unavailable('The server that passes this file on does not answer. Try again in a moment.');
    }
  }

  /** Resolves with an answer of that very instance which is no failure. */
  private async call<V extends Verb>(owner: Owner, verb: V, asked: Asked<V>, begin: (request: ClientRequest) => void) {
    const url = new URL(pathOf(verb), owner.url);
    const authorization = this.passes.issue(owner.name, 'POST', url.pathname, asked);
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, { method: 'POST', agent: false, headers: { authorization } });
    this.keep(owner, request);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const late = () => request.destroy(new Error(`No answer within ${ANSWER_MS} ms`));
      const timer = setTimeout(late, ANSWER_MS);
      request.once('response', resolve).once('close', () => reject(new Error('No answer')));
      request.once('error', reject).once('response', () => clearTimeout(timer));
      request.once('close', () => clearTimeout(timer));
      begin(request);
    });
    response.on('error', ignore);
    if (response.headers[ANSWERS_AS] !== owner.name) {
      request.destroy();
      throw new NotThere(`Another server answers there, with ${response.statusCode}`);
    }
    if (response.statusCode !== 200) throw errorOf((await answerOf(response)) as Failure);
    return [request, response] as const;
  }

  private keep({ name }: Owner, request: ClientRequest): void {
    const streams = this.streams.get(name) ?? new Set();
    this.streams.set(name, streams.add(request));
    // Whoever uses the stream hears of its end by `close`.
    request.on('error', ignore).once('close', () => {
      if (streams.delete(request) && streams.size === 0) this.streams.delete(name);
    });
  }
}

async function answerOf(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  const late = setTimeout(() => response.destroy(new Error('The answer does not end')), ANSWER_MS);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > LONGEST_ANSWER) throw new Error('The answer is too long');
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(late);
  }
  return JSON.parse(Buffer.concat(chunks).toString());
}

const errorOf = ({ code, detail, fields, retry_after }: Failure & { code: ErrorCode }): AppError =>
  new AppError(code, detail, { fields, retryAfter: retry_after });

const isAbsence = (error: unknown): boolean =>
  error instanceof NotThere || (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';

const ignore = (): void => undefined;
