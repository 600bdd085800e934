import { type CanActivate, type ExecutionContext, Injectable, NotFoundException, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';

const SITE_ADMINS = 'parley:site-admins';

/** Only administrators of the site get to these routes; for everybody else they are not there. */
export const ForSiteAdmins = () => SetMetadata(SITE_ADMINS, true);

/**
 * Answers as the router answers for an address that no route has. It stands before the check of security tokens, whose
 * refusal would tell that there is something.
 */
@Injectable()
export class SiteAdminGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const closed = this.reflector.getAllAndOverride<boolean>(SITE_ADMINS, [context.getHandler(), context.getClass()]);
    if (!closed || context.switchToHttp().getRequest<Request>().actor?.site_admin) return true;
    throw new NotFoundException();
  }
}
