import type { ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import { withoutDeadline } from '../../contract/limit-time.js';
import { failureOf, notFound } from '../../errors/app-error.js';
import { STATUS_OF } from '../../errors/status-of.js';
import { Hands } from '../hands.js';
import { HttpSource } from '../http-source.js';
import { OpenStates } from '../open-states.js';
import type { PlaceIn, PlaceOut } from '../place.js';
import { TransfersService } from '../transfers.service.js';
import { ANSWERS_AS, ASKED, type Asked, pathOf, type StreamLine, type Verb } from './instance-words.js';
import { InstancePasses } from './instance-passes.js';
import { NearSink } from './near-sink.js';

const VERBS = new Map(Object.keys(ASKED).map((verb) => [pathOf(verb as Verb), verb as Verb]));

interface Asking<V extends Verb> {
  asked: Asked<V>;
  request: Request;
  response: Response;
}
type Answers = { [V in Verb]: (asking: Asking<V>) => unknown };

/**
 * Where other instances ask about the transfers of this one. To everybody else it is a path that does not exist: who has
 * no pass is sent on to where nothing is found.
 */
@Injectable()
export class InstanceDoor {
  private readonly logger = new Logger('Transfers');
  private readonly answers: Answers = {
    here: () => ({}),
    list: ({ asked: { actor } }) => this.states.hereOf(actor),
    look: ({ asked: { actor, transfer_id } }) => this.hands.look(actor, transfer_id),
    accept: async ({ asked: { actor, connection_id, transfer_id, offset } }) => ({
      offset: await this.transfers.accept(actor, connection_id, transfer_id, offset),
    }),
    decline: async ({ asked: { actor, transfer_id } }) => this.transfers.decline(actor, transfer_id),
    cancel: async ({ asked: { actor, transfer_id } }) => this.transfers.cancel(actor, transfer_id),
    bring: async ({ asked: { actor, transfer_id, ...bringing }, ...asking }) =>
      this.bring(await this.hands.ofSender(actor, transfer_id, bringing), asking),
    fetch: async ({ asked: { actor, transfer_id, start }, ...asking }) =>
      this.fetch(await this.hands.ofRecipient(actor, transfer_id, start), asking),
  };

  constructor(
    private readonly passes: InstancePasses,
    private readonly states: OpenStates,
    private readonly transfers: TransfersService,
    private readonly hands: Hands,
  ) {}

  /** Before everything that is about people: neither cookies nor `Host` say anything here. */
  install(app: NestExpressApplication): void {
    app.use((request: Request, response: Response, next: () => void) => {
      const verb = VERBS.get(request.url);
      const pass = verb ? this.passes.read(request) : null;
      if (verb && pass) void this.answer(verb, pass.said, request, response);
      else next();
    });
  }

  private async answer<V extends Verb>(verb: V, said: unknown, request: Request, response: Response): Promise<void> {
    withoutDeadline(request);
    Object.assign(request, { route: { path: pathOf(verb) } });
    response.setHeader(ANSWERS_AS, this.passes.name);
    response.on('error', ignore);
    try {
      const asked = ASKED[verb].parse(said) as Asked<V>;
      // Only what was offered here: nothing goes on from here to yet another instance.
      if ('transfer_id' in asked && !this.states.isHere(asked.transfer_id)) throw notFound('transfer');
      const answer = await this.answers[verb]({ asked, request, response });
      if (!response.headersSent) response.json(answer ?? {});
    } catch (error) {
      this.refuse(error, response);
    }
  }

  private refuse(error: unknown, response: Response): void {
    const failure = failureOf(error);
    if (failure.code === 'internal_error') this.logger.error({ err: error }, 'Another instance asked in vain');
    if (response.headersSent) response.destroy();
    else response.status(STATUS_OF[failure.code].http).json(failure);
  }

  /** The answer tells how it ended, once it has. */
  private async bring({ bridge, ...place }: PlaceIn, { request, response }: Omit<Asking<'bring'>, 'asked'>) {
    begin(response, place);
    const end = await new HttpSource(request, bridge, () => response.write('\n')).ended;
    response.end(`${JSON.stringify({ end } satisfies StreamLine)}\n`);
  }

  private fetch({ bridge, ...place }: PlaceOut, { request, response }: Omit<Asking<'fetch'>, 'asked'>): void {
    begin(response, place);
    new NearSink(request, response, { size: place.offer.size, outlet: bridge });
  }
}

/** A picture of the file has long been told. */
function begin(response: ServerResponse, { offer: { thumbnail: _told, ...offer }, offset }: Omit<PlaceIn, 'bridge'>) {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' });
  response.write(`${JSON.stringify({ offer, offset })}\n`);
}

const ignore = (): void => undefined;
