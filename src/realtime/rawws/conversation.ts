import { Inject, Injectable, Logger } from '@nestjs/common';
import { failureOf } from '../../errors/app-error.js';
import type { FileServerFrame } from '../../shared/file-frames.js';
import { CLOSE, type ServerFrame } from '../../shared/frames.js';
import { Metrics } from '../../telemetry/metrics.js';
import { SampledLogger } from '../../telemetry/sampled-logger.js';
import type { GuestOfChat } from '../arrival/guests.js';
import type { ArrivedFrame, Link } from '../wire/link.js';
import { Traffic } from '../wire/traffic.js';
import { PresenceNews } from '../rooms/presence-news.js';
import { ChatDialects } from './chat-dialects.js';
import { ChatFrames } from './chat-frames.js';
import { type ChatDialect, RawConnection } from './raw.connection.js';
import { type ReadFrame, readFrame } from './read-frame.js';

/** What each frame asks for is decided there. */
interface Answering {
  answer(connection: RawConnection, frame: ReadFrame): Promise<ServerFrame | FileServerFrame | undefined>;
}

/** Listens to a signed-in raw socket. What goes wrong is said to the one who asked, and the socket stays open. */
@Injectable()
export class Conversation {
  private readonly logger = new Logger('Sockets');
  private readonly sampled = new SampledLogger('Sockets');

  constructor(
    @Inject(ChatFrames) protected readonly frames: Answering,
    private readonly traffic: Traffic,
    private readonly metrics: Metrics,
    private readonly presence: PresenceNews,
    /** Which other words are understood here. */
    readonly dialects: ChatDialects,
  ) {}

  /** What its person is given a seat on. */
  connectionOf(guest: GuestOfChat, link: Link, spoken: ChatDialect | null): RawConnection {
    return new RawConnection(guest, link, spoken);
  }

  /** Takes up what came before in its order; what comes from now on is received. */
  begin(connection: RawConnection, arrived: ArrivedFrame[]): void {
    if (connection.peerId !== null) this.presence.greet(connection, connection.peerId);
    for (const frame of arrived) this.receive(connection, frame);
  }

  /** Never throws. */
  receive(connection: RawConnection, { data, isBinary }: ArrivedFrame): void {
    if (!connection.link.isOpen) return;
    if (isBinary) connection.close(CLOSE.wrongKind, 'Frames are text here.');
    else void this.answer(connection, data);
  }

  /** Never rejects. */
  protected async answer(connection: RawConnection, data: Buffer): Promise<void> {
    let frame: ReadFrame | undefined;
    this.traffic.underWay++;
    try {
      frame = readFrame(data);
      const said = await (connection.spoken ?? this.frames).answer(connection, frame);
      if (said) connection.say(said);
    } catch (error) {
      this.refuse(connection, error, frame?.client_id);
    } finally {
      this.traffic.underWay--;
    }
  }

  protected refuse(connection: RawConnection, error: unknown, clientId?: string): void {
    const failure = failureOf(error);
    if (failure.code === 'internal_error') this.logger.error({ err: error }, 'A frame failed');
    else this.sampled.warn('A frame was refused', { code: failure.code, user_id: connection.actor.id });
    this.metrics.framesRefused.inc({ kind: 'raw', code: failure.code });
    connection.say({ type: 'error', ...failure, ...(clientId !== undefined && { client_id: clientId }) });
  }
}
