import type { NestExpressApplication } from '@nestjs/platform-express';
import type { TrustProxy } from './arrival/caller-address.js';
import { SocketIoAdapter } from './socketio/socketio.adapter.js';
import { SocketIoServer } from './socketio/socketio.server.js';
import { UpgradeRouter } from './upgrade-router.js';

/** Puts both kinds of socket on the app's one HTTP server. To be called before the app listens. */
export function installSockets(app: NestExpressApplication): void {
  app.useWebSocketAdapter(new SocketIoAdapter(app, app.get(SocketIoServer)));
  const trusts: TrustProxy = (address, hop) => app.getHttpAdapter().getInstance().get('trust proxy fn')(address, hop);
  app.get(UpgradeRouter).listenTo(app.getHttpServer(), trusts);
}
