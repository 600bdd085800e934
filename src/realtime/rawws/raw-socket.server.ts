import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { WebSocketServer } from 'ws';
import { LIMITS } from '../../shared/limits.js';
import type { Upgrade } from '../arrival/upgrade.js';
import { SocketTimes } from '../socket-times.js';
import { BOUNDS } from '../wire/bounds.js';
import type { Link } from '../wire/link.js';
import { Links } from '../wire/links.js';
import { PING } from '../wire/text-frames.js';

/** Turns upgrades into WebSockets and drops those whose other side has vanished. Knows nothing of people and chats. */
@Injectable()
export class RawSocketServer implements OnModuleDestroy {
  private readonly open = new Set<Link>();
  private readonly server = new WebSocketServer({
    ...BOUNDS,
    noServer: true,
    maxPayload: LIMITS.socketFrame,
    handleProtocols: (offered) => offered.has('parley') && 'parley',
  });
  private heart: NodeJS.Timeout | undefined;

  constructor(
    private readonly links: Links,
    private readonly times: SocketTimes,
  ) {}

  onModuleDestroy(): void {
    clearInterval(this.heart);
  }

  /** Answers 101 and calls `then` at once, before anything else can happen. A handshake that is none is answered by 4xx. */
  accept({ request, socket, head }: Upgrade, then: (link: Link) => void): void {
    this.server.handleUpgrade(request, socket, head, (ws) => {
      const link = this.links.over(ws, socket, 'raw');
      this.keepAlive(link);
      then(link);
    });
  }

  private keepAlive(link: Link): void {
    this.heart ??= setInterval(() => this.beat(), this.times.heartbeat).unref();
    this.open.add(link);
    link.ws.once('close', () => this.open.delete(link));
  }

  private beat(): void {
    for (const link of this.open) {
      if (link.alive) link.push(PING);
      else link.ws.terminate();
      link.alive = false;
    }
  }
}
