import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Req } from '@nestjs/common';
import type { Request } from 'express';
import { addressKey } from '../access/address.js';
import { OpenToAll } from '../access/open-to-all.decorator.js';
import { Config } from '../config/config.js';
import { Documented } from '../contract/documented.js';
import { forbidden, notAuthenticated } from '../errors/app-error.js';
import { Metrics } from '../telemetry/metrics.js';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';

@Controller('metrics')
@OpenToAll()
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  @Get()
  @Header('Content-Type', TEXT)
  @Documented({
    tag: 'Running it',
    summary: 'Figures for Prometheus',
    description:
      'With METRICS_TOKEN for whoever sends it as `Authorization: Bearer`, else for callers on the same machine.',
    answers: { 200: { description: 'The text format of Prometheus.', type: 'text/plain' } },
    failures: {
      forbidden: 'You may not read the figures of this server from here.',
      not_authenticated: 'Sign in first.',
    },
  })
  show(@Req() request: Request): Promise<string> {
    const { metricsToken } = this.config;
    if (metricsToken && !isBearer(request, metricsToken)) throw notAuthenticated();
    if (!metricsToken && !isLocal(request)) throw forbidden('read the figures of this server from here');
    return this.metrics.registry.metrics();
  }
}

function isBearer({ headers }: Request, token: string): boolean {
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** What a proxy on this machine passes on comes from somewhere else, whether or not that proxy is trusted. */
function isLocal({ socket, headers }: Request): boolean {
  const address = addressKey(socket.remoteAddress);
  const passedOn = headers.forwarded ?? headers['x-forwarded-for'] ?? headers['x-real-ip'] ?? headers.via;
  return passedOn === undefined && (address.startsWith('127.') || socket.remoteAddress === '::1');
}
