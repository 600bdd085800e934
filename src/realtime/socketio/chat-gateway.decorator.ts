import { applyDecorators, UseFilters } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import { SocketErrorFilter } from './socket-error.filter.js';

/** A gateway of the one namespace. Filters of the whole app do not reach gateways, so each brings its own. */
export const ChatGateway = () => applyDecorators(WebSocketGateway(), UseFilters(SocketErrorFilter));
