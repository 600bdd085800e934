import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server } from 'socket.io';
import type { SocketIoServer } from './socketio.server.js';

/** Lets Nest start and stop the server of its gateways, and leaves their events to `Events`. */
export class SocketIoAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly sockets: SocketIoServer,
  ) {
    super(app);
  }

  override createIOServer(): Server {
    return this.sockets.start();
  }

  override bindClientConnect(): void {}

  override bindMessageHandlers(): void {}

  override bindClientDisconnect(): void {}

  override async close(server: Server): Promise<void> {
    await server.close();
  }
}
