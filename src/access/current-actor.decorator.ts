import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { notAuthenticated } from '../errors/app-error.js';
import type { Actor } from './actor.js';

/** The caller of a route for people who are signed in. On a route that is open to all use `request.actor`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<Request>();
  if (!actor) throw notAuthenticated();
  return actor;
});
