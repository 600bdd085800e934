import { Injectable, Logger } from '@nestjs/common';
import type { Ack } from '../../shared/errors.js';
import { Metrics } from '../../telemetry/metrics.js';
import { Traffic } from '../wire/traffic.js';

type Reply = (answer: Ack) => void;
/** A gateway's method behind its pipes and filter: resolves with the acknowledgement, or with nothing when the filter gave one. */
export type EventHandler = (data: unknown, reply?: Reply) => Promise<Ack | undefined>;

const UNKNOWN: Ack = { ok: false, code: 'invalid_input', detail: 'There is no such event.' };

/** Passes each event of a client to the gateway that answers it, and its answer back. Names are looked up in a Map, so `__proto__` is one that nobody answers. */
@Injectable()
export class Events {
  private readonly logger = new Logger('Sockets');

  constructor(
    private readonly traffic: Traffic,
    private readonly metrics: Metrics,
  ) {}

  pass(handlers: ReadonlyMap<unknown, EventHandler>, name: unknown, args: unknown[]): void {
    const reply = replyOf(args);
    const handler = handlers.get(name);
    if (handler) void this.answer(handler, args[0] === reply ? undefined : args[0], reply);
    else this.refuse(reply);
  }

  /** Never rejects. */
  private async answer(handler: EventHandler, data: unknown, reply?: Reply): Promise<void> {
    this.traffic.underWay++;
    try {
      const answer = await handler(data, reply);
      if (answer !== undefined) reply?.(answer);
    } catch (error) {
      this.logger.error({ err: error }, 'An event failed');
    } finally {
      this.traffic.underWay--;
    }
  }

  private refuse(reply?: Reply): void {
    this.metrics.framesRefused.inc({ kind: 'socketio', code: 'invalid_input' });
    reply?.(UNKNOWN);
  }
}

/** Clients send JSON, so a function can only be the acknowledgement that the library has put there. */
function replyOf(args: unknown[]): Reply | undefined {
  const last = args.at(-1);
  return typeof last === 'function' ? (last as Reply) : undefined;
}
