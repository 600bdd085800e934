import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { LIMITS } from '../../shared/limits.js';
import { Metrics } from '../../telemetry/metrics.js';
import { FileIntake } from './file-intake.js';
import { Link, type LinkedSocket, type LinkRules } from './link.js';
import { Traffic } from './traffic.js';

export type LinkKind = 'raw' | 'file' | 'socketio';

@Injectable()
export class Links {
  /** Of each kind, for all its links: there are thousands. */
  private readonly rules: Record<LinkKind, LinkRules>;

  constructor(
    private readonly traffic: Traffic,
    private readonly metrics: Metrics,
    { rateLimit }: Config,
  ) {
    const rulesOf = (kind: LinkKind): LinkRules => ({
      rateLimit,
      onClose: (code) => this.metrics.socketsCut.inc({ kind, code }),
      onGone: () => this.metrics.sockets.dec({ kind }),
    });
    const file = { ...rulesOf('file'), mostUnread: 4 * LIMITS.fileFrame };
    this.rules = { raw: rulesOf('raw'), socketio: rulesOf('socketio'), file };
  }

  over(ws: LinkedSocket, socket: Socket, kind: LinkKind): Link {
    const intake = kind === 'file' ? new FileIntake(ws, socket) : null;
    this.metrics.sockets.inc({ kind });
    return new Link(ws, socket, this.traffic, this.rules[kind], intake);
  }
}
