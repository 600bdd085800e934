import { applyDecorators, SetMetadata } from '@nestjs/common';
import { SubscribeMessage } from '@nestjs/websockets';
import type { z } from 'zod';
import type { Ack } from '../../shared/errors.js';
import type { ClientEvent } from '../../shared/events.js';
import type { SocketIoConnection } from './socketio.connection.js';

export const INPUT = 'input of an event';

type Answer<S extends z.ZodType> = (connection: SocketIoConnection, input: z.output<S>) => Ack | Promise<Ack>;

/** A gateway's method that answers this event. It is called with what the schema has made of the client's words. */
export const Answers =
  <S extends z.ZodType>(event: ClientEvent, input: S) =>
  <M extends Answer<S>>(gateway: object, name: string | symbol, method: TypedPropertyDescriptor<M>): void =>
    applyDecorators(SubscribeMessage(event), SetMetadata(INPUT, input))(gateway, name, method);
