import { Injectable, Logger } from '@nestjs/common';
import { failureOf, invalidInput } from '../../errors/app-error.js';
import type { Ack } from '../../shared/errors.js';
import { Metrics } from '../../telemetry/metrics.js';
import { SampledLogger } from '../../telemetry/sampled-logger.js';
import { Traffic } from '../wire/traffic.js';
import { EventTable } from './event-table.js';
import type { SocketIoConnection } from './socketio.connection.js';

type Reply = (answer: Ack) => void;

/** Passes each event of a client to the gateway that answers it, and the answer back: always one, whatever went wrong. */
@Injectable()
export class Events {
  private readonly logger = new Logger('Sockets');
  private readonly sampled = new SampledLogger('Sockets');

  constructor(
    private readonly table: EventTable,
    private readonly traffic: Traffic,
    private readonly metrics: Metrics,
  ) {}

  /** Never rejects. `args` may be anything; the acknowledgement, if the client wants one, stands last. */
  async pass(connection: SocketIoConnection, name: unknown, args: unknown[]): Promise<void> {
    const reply = replyOf(args);
    this.traffic.underWay++;
    try {
      const handler = this.table.find(name);
      if (!handler) throw invalidInput({ event: ['There is no such event.'] });
      const answer = await handler(connection, args[0] === reply ? undefined : args[0]);
      reply?.(answer);
    } catch (error) {
      reply?.(this.refusalOf(connection, error));
    } finally {
      this.traffic.underWay--;
    }
  }

  private refusalOf({ actor }: SocketIoConnection, error: unknown): Ack {
    const failure = failureOf(error);
    if (failure.code === 'internal_error') this.logger.error({ err: error }, 'An event failed');
    else this.sampled.warn('An event was refused', { code: failure.code, user_id: actor.id });
    this.metrics.framesRefused.inc({ kind: 'socketio', code: failure.code });
    return { ok: false, ...failure };
  }
}

/** Clients send JSON, so a function can only be the acknowledgement that the library has put there. */
function replyOf(args: unknown[]): Reply | undefined {
  const last = args.at(-1);
  return typeof last === 'function' ? (last as Reply) : undefined;
}
