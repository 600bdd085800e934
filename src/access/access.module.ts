import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CsrfTokens } from './csrf-tokens.js';
import { CsrfGuard } from './csrf.guard.js';
import { Guesses } from './guesses.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RateLimits } from './rate-limits.js';
import { SignedInGuard } from './signed-in.guard.js';
import { SiteAdminGuard } from './site-admins.js';

/** Its guards stand before every route, in this order. */
@Global()
@Module({
  providers: [
    CsrfTokens,
    RateLimits,
    Guesses,
    { provide: APP_GUARD, useClass: SignedInGuard },
    { provide: APP_GUARD, useClass: SiteAdminGuard },
    { provide: APP_GUARD, useClass: CsrfGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
  exports: [CsrfTokens, RateLimits, Guesses],
})
export class AccessModule {}
