import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { MessageMappingProperties } from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import type { ChatSocket } from './chat-socket.js';
import type { EventHandler } from './events.js';
import type { SocketIoServer } from './socketio.server.js';

/**
 * Binds the gateways to the events of a socket. Nest's own binding takes a pipeline of observables for each event and
 * leaves the acknowledgement out when a handler throws.
 */
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

  override bindMessageHandlers(socket: Socket, handlers: MessageMappingProperties[]): void {
    const { connection } = (socket as unknown as ChatSocket).data;
    for (const { message, callback } of handlers) connection?.handlers.set(message, callback as EventHandler);
  }

  /** No gateway asks when a client leaves. */
  override bindClientDisconnect(): void {}

  override async close(server: Server): Promise<void> {
    await server.close();
  }
}
