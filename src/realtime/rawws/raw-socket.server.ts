import { Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { WebSocketServer } from 'ws';
import { LIMITS } from '../../shared/limits.js';
import type { Upgrade } from '../arrival/upgrade.js';
import { SocketTimes } from '../socket-times.js';
import { BOUNDS } from '../wire/bounds.js';
import { type Link, LinkedSocket } from '../wire/link.js';
import { type LinkKind, Links } from '../wire/links.js';
import { PING } from '../wire/text-frames.js';

/** A frame of a file may be a megabyte, and reach us in as many pieces as the network likes. */
const SIZES: Record<LinkKind, object> = {
  raw: { maxPayload: LIMITS.socketFrame },
  file: { maxPayload: LIMITS.fileFrame, maxBufferedChunks: 16 * BOUNDS.maxBufferedChunks },
  socketio: {},
};

/** The heart beats for one part of all after the other: 5,000 pings at one moment kept everybody else waiting for 85 ms. */
const PARTS = 25;

/** Turns upgrades into WebSockets and drops those whose other side has vanished. Knows nothing of people and chats. */
@Injectable()
export class RawSocketServer implements OnModuleDestroy {
  private readonly open = Array.from({ length: PARTS }, () => new Set<Link>());
  private opened = 0;
  private beats = 0;
  private readonly server: WebSocketServer;
  private heart: NodeJS.Timeout | undefined;

  constructor(
    private readonly links: Links,
    private readonly times: SocketTimes,
    @Optional() private readonly kind: LinkKind = 'raw',
  ) {
    this.server = new WebSocketServer({
      ...BOUNDS,
      ...SIZES[kind],
      WebSocket: LinkedSocket,
      noServer: true,
      handleProtocols: (offered) => offered.has('parley') && 'parley',
    });
  }

  onModuleDestroy(): void {
    clearInterval(this.heart);
  }

  /** Answers 101 and calls `then` at once, before anything else can happen. A handshake that is none is answered by 4xx. */
  accept({ request, socket, head }: Upgrade, then: (link: Link) => void): void {
    this.server.handleUpgrade(request, socket, head, (ws) => {
      const link = this.links.over(ws as LinkedSocket, socket, this.kind);
      this.keepAlive(link);
      then(link);
    });
  }

  private keepAlive(link: Link): void {
    this.heart ??= setInterval(() => this.beat(), this.times.heartbeat / PARTS).unref();
    this.open[this.opened++ % PARTS]!.add(link);
    link.onGone = this.forget;
  }

  private readonly forget = (link: Link): void => {
    for (const part of this.open) part.delete(link);
  };

  private beat(): void {
    for (const link of this.open[this.beats++ % PARTS]!) {
      // Whoever is not read from cannot answer.
      if (link.alive || link.ws.isPaused) link.push(PING);
      else link.ws.terminate();
      link.alive = false;
    }
  }
}
