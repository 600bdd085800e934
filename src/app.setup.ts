import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { allowedHosts } from './access/allowed-hosts.js';
import { crossOrigin } from './access/cross-origin.js';
import { signInPage } from './access/next-page.js';
import { privateAnswers } from './access/private-answers.js';
import { securityHeaders } from './access/security-headers.js';
import { AppModule } from './app.module.js';
import { installAuth } from './auth/identify.middleware.js';
import type { Config } from './config/config.js';
import { bodies, shortQuery } from './contract/bodies.js';
import { endConnections } from './contract/end-connections.js';
import { limitTime } from './contract/limit-time.js';
import { oneAtATime } from './contract/one-at-a-time.js';
import { HttpErrorFilter } from './errors/http-error.filter.js';
import { answerMalformedHttp } from './errors/malformed-http.js';
import { ApiReference } from './openapi/api-reference.js';
import { installViews } from './pages/install-views.js';
import { installSockets } from './realtime/install-sockets.js';
import { createLog, type Log } from './telemetry/log.js';
import { Metrics } from './telemetry/metrics.js';
import { NestLog } from './telemetry/nest-log.js';
import { requestLines } from './telemetry/request-lines.js';
import { InstanceDoor } from './transfers/elsewhere/instance-door.js';

/** The whole server, ready to listen: what main.ts starts and what the tests start. */
export async function createApp(config: Config, log: Log = createLog(config)): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(config), {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLog(log),
  });
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  // Answers that nobody may keep need no fingerprint; files have one of their own.
  app.disable('etag');
  oneAtATime(app.getHttpServer());
  limitTime(app.getHttpServer());
  endConnections(app.getHttpServer());
  answerMalformedHttp(app.getHttpServer());
  app.useGlobalFilters(new HttpErrorFilter(signInPage));
  app.use(requestLines(log, app.get(Metrics)), securityHeaders(config));
  app.get(InstanceDoor).install(app);
  app.use(allowedHosts(config), shortQuery);
  if (config.corsOrigins.length) app.enableCors(crossOrigin(config));
  installViews(app);
  app.use(privateAnswers, ...bodies());
  installAuth(app);
  app.get(ApiReference).readFrom(app);
  installSockets(app);
  return app;
}
