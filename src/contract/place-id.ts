import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { idOf } from './id-param.js';

/** The group or server that a path names, where both have the same routes. `what` is said not to be there, if it is not that. */
export const PlaceId = createParamDecorator((what: string | undefined, context: ExecutionContext): number => {
  const { chatId, groupId, serverId } = context.switchToHttp().getRequest<Request>().params;
  const kind = serverId !== undefined ? 'server' : groupId !== undefined ? 'group' : 'chat';
  return idOf(what ?? kind).transform(serverId ?? groupId ?? chatId, { type: 'custom' }) as number;
});
