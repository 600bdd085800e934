import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { failureOf } from '../../errors/app-error.js';
import type { Ack } from '../../shared/errors.js';
import { Metrics } from '../../telemetry/metrics.js';
import { SampledLogger } from '../../telemetry/sampled-logger.js';
import type { ChatSocket } from './chat-socket.js';

/** Answers the acknowledgement with what went wrong; Nest itself would leave the client waiting. */
@Catch()
export class SocketErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Sockets');
  private readonly sampled = new SampledLogger('Sockets');

  constructor(private readonly metrics: Metrics) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const [socket, , reply] = host.getArgs<[ChatSocket, unknown, unknown]>();
    const failure = failureOf(error);
    if (failure.code === 'internal_error') this.logger.error({ err: error }, 'An event failed');
    else this.sampled.warn('An event was refused', { code: failure.code, user_id: socket.data.connection?.actor.id });
    this.metrics.framesRefused.inc({ kind: 'socketio', code: failure.code });
    if (typeof reply === 'function') reply({ ok: false, ...failure } satisfies Ack);
  }
}
