import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';
import helmet from 'helmet';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { LIMITS } from './shared/limits.js';

const SECOND = 1000;

/** The whole server, ready to listen: what main.ts starts and what the tests start. */
export async function createApp(config: Config): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(config), {
    bodyParser: false,
    abortOnError: false,
  });
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  limitTime(app);
  app.use(securityHeaders(config));
  app.use(express.json({ limit: LIMITS.jsonBody, inflate: false, type: 'application/json' }));
  app.use(express.urlencoded({ limit: LIMITS.jsonBody, inflate: false, extended: false, parameterLimit: 100 }));
  return app;
}

/** Slow requests end: a stranger who sends a byte a minute holds nothing. */
function limitTime(app: NestExpressApplication): void {
  const server = app.getHttpServer();
  server.headersTimeout = 15 * SECOND;
  server.requestTimeout = 30 * SECOND;
  server.keepAliveTimeout = 65 * SECOND;
}

function securityHeaders({ secureCookies }: Config) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: secureCookies && { maxAge: 31_536_000 },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  });
}
