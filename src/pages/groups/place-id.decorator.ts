import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { idOf } from '../../contract/id-param.js';

/** The group or server that a path names, where both have the same pages. */
export const PlaceId = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const { chatId, serverId } = context.switchToHttp().getRequest<Request>().params;
  const pipe = idOf(serverId === undefined ? 'chat' : 'server');
  return pipe.transform(serverId ?? chatId, { type: 'custom' }) as number;
});
