import { Injectable, Logger } from '@nestjs/common';
import { failureOf } from '../../errors/app-error.js';
import { CLOSE } from '../../shared/frames.js';
import { Metrics } from '../../telemetry/metrics.js';
import { SampledLogger } from '../../telemetry/sampled-logger.js';
import { Traffic } from '../wire/traffic.js';
import { PresenceNews } from '../rooms/presence-news.js';
import { ChatFrames } from './chat-frames.js';
import type { RawConnection } from './raw.connection.js';
import { type ReadFrame, readFrame } from './read-frame.js';
import type { ArrivedFrame } from './stranger.js';

/** Listens to a signed-in raw socket. What goes wrong is said to the one who asked, and the socket stays open. */
@Injectable()
export class Conversation {
  private readonly logger = new Logger('Sockets');
  private readonly sampled = new SampledLogger('Sockets');

  constructor(
    private readonly frames: ChatFrames,
    private readonly traffic: Traffic,
    private readonly metrics: Metrics,
    private readonly presence: PresenceNews,
  ) {}

  /** Takes up what came before in its order, then listens. */
  begin(connection: RawConnection, arrived: ArrivedFrame[]): void {
    if (connection.peerId !== null) this.presence.greet(connection, connection.peerId);
    for (const frame of arrived) this.receive(connection, frame);
    connection.link.ws.on('message', (data: Buffer, isBinary) => this.receive(connection, { data, isBinary }));
  }

  private receive(connection: RawConnection, { data, isBinary }: ArrivedFrame): void {
    if (!connection.link.isOpen) return;
    if (isBinary) connection.close(CLOSE.wrongKind, 'Frames are text here.');
    else void this.answer(connection, data);
  }

  /** Never rejects. */
  private async answer(connection: RawConnection, data: Buffer): Promise<void> {
    let frame: ReadFrame | undefined;
    this.traffic.underWay++;
    try {
      frame = readFrame(data);
      const said = await this.frames.answer(connection, frame);
      if (said) connection.say(said);
    } catch (error) {
      this.refuse(connection, error, frame?.client_id);
    } finally {
      this.traffic.underWay--;
    }
  }

  private refuse(connection: RawConnection, error: unknown, clientId: string | undefined): void {
    const failure = failureOf(error);
    if (failure.code === 'internal_error') this.logger.error({ err: error }, 'A frame failed');
    else this.sampled.warn('A frame was refused', { code: failure.code, user_id: connection.actor.id });
    this.metrics.framesRefused.inc({ kind: 'raw', code: failure.code });
    connection.say({ type: 'error', ...failure, ...(clientId !== undefined && { client_id: clientId }) });
  }
}
