import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { Config } from '../../config/config.js';
import { LIMITS } from '../../shared/limits.js';
import { Metrics } from '../../telemetry/metrics.js';
import { FileIntake } from './file-intake.js';
import { Link } from './link.js';
import { Traffic } from './traffic.js';

export type LinkKind = 'raw' | 'file' | 'socketio';

@Injectable()
export class Links {
  constructor(
    private readonly traffic: Traffic,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  over(ws: WebSocket, socket: Socket, kind: LinkKind): Link {
    const { rateLimit } = this.config;
    const onClose = (code: number) => this.metrics.socketsCut.inc({ kind, code });
    this.metrics.sockets.inc({ kind });
    ws.once('close', () => this.metrics.sockets.dec({ kind }));
    const forFiles = kind === 'file' && { mostUnread: 4 * LIMITS.fileFrame, intake: new FileIntake(ws, socket) };
    return new Link(ws, socket, this.traffic, { rateLimit, onClose, ...forFiles });
  }
}
