import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { parse } from '../../contract/parsed.js';
import type { Ack } from '../../shared/errors.js';
import { INPUT } from './answers.decorator.js';
import { AuthGateway } from './auth.gateway.js';
import { MessagesGateway } from './messages.gateway.js';
import { ReceiptsGateway } from './receipts.gateway.js';
import { RoomsGateway } from './rooms.gateway.js';
import { TransfersGateway } from './transfers.gateway.js';
import type { SocketIoConnection } from './socketio.connection.js';

/** Where Nest's `@SubscribeMessage` notes the name. */
const NAME = 'message';

/** Parses what the client said and lets the gateway answer. */
export type EventHandler = (connection: SocketIoConnection, data: unknown) => Ack | Promise<Ack>;

/**
 * Which gateway's method answers which event. Nest would call each through guards, pipes, interceptors and filters of
 * its own, which costs more than everything else that a message needs (15 µs against 10); none of them does anything
 * for sockets here, so the way is: parse, call.
 */
@Injectable()
export class EventTable {
  /** A Map, so that `__proto__` is a name like any other that nobody answers. */
  private readonly handlers = new Map<unknown, EventHandler>();

  constructor(
    auth: AuthGateway,
    messages: MessagesGateway,
    receipts: ReceiptsGateway,
    rooms: RoomsGateway,
    transfers: TransfersGateway,
  ) {
    for (const gateway of [auth, messages, receipts, rooms, transfers]) this.read(gateway);
  }

  find(name: unknown): EventHandler | undefined {
    return this.handlers.get(name);
  }

  private read(gateway: object): void {
    for (const method of Object.values(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(gateway)))) {
      const name: unknown = typeof method.value === 'function' && Reflect.getMetadata(NAME, method.value);
      if (typeof name !== 'string') continue;
      const input: z.ZodType = Reflect.getMetadata(INPUT, method.value);
      this.handlers.set(name, (connection, data) => method.value.call(gateway, connection, parse(input, data ?? {})));
    }
  }
}
