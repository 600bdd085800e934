import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { addressKey } from './address.js';
import { LIMITED_TO } from './limited-to.decorator.js';
import { RateLimits } from './rate-limits.js';
import { RATES, type RateName } from './rates.js';

@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const name = this.reflector.get<RateName | undefined>(LIMITED_TO, context.getHandler());
    if (!name) return true;
    const { actor, ip } = context.switchToHttp().getRequest<Request>();
    await this.limits.take(name, RATES[name].of === 'person' && actor ? actor.id : addressKey(ip));
    return true;
  }
}
