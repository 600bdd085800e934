import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * What rooms count and `/metrics` shows. Labels come from closed sets (kinds, statuses, route patterns), never from a
 * caller: no name, id or path. What a room already knows is read when asked for, see `health/room-gauges.ts`.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requests = new Counter({
    name: 'parley_http_requests_total',
    help: 'HTTP requests answered.',
    labelNames: ['method', 'route', 'status'] as const,
    registers: [this.registry],
  });

  readonly requestSeconds = new Histogram({
    name: 'parley_http_request_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  /** `inc({ kind: 'raw' })` when one opens, `dec` when it closes. */
  readonly sockets = new Gauge({
    name: 'parley_sockets',
    help: 'Open connections by kind.',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });

  /** By the close code or the error code that it was answered with. */
  readonly framesRefused = new Counter({
    name: 'parley_frames_refused_total',
    help: 'Frames of clients that were answered with an error.',
    labelNames: ['kind', 'code'] as const,
    registers: [this.registry],
  });

  readonly socketsCut = new Counter({
    name: 'parley_sockets_cut_total',
    help: 'Connections that the server ended, by close code.',
    labelNames: ['kind', 'code'] as const,
    registers: [this.registry],
  });
}
