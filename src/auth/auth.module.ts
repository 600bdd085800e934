import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { AccountForms } from './account-forms.js';
import { AccountsController } from './accounts.controller.js';
import { Accounts } from './accounts.service.js';
import { Authenticator } from './authenticator.js';
import { Credentials } from './credentials.js';
import { DevicesController } from './sessions/devices.controller.js';
import { EndedElsewhere } from './sessions/ended-elsewhere.js';
import { FailureBudget } from './failure-budget.js';
import { FormStrategy } from './form-strategy.js';
import { LastActive } from './sessions/last-active.js';
import { LastingTokens } from './tokens/lasting-tokens.js';
import { LiveSessions } from './sessions/live-sessions.js';
import { PasswordChanges } from './passwords/password-change.js';
import { PasswordController } from './passwords/password.controller.js';
import { Passwords } from './passwords/passwords.js';
import { SessionSweeper } from './sessions/session-sweeper.js';
import { Sessions } from './sessions/sessions.service.js';
import { SigningIn } from './signing-in.js';
import { SigningOut } from './signing-out.js';
import { TokenCookies } from './tokens/token-cookies.js';
import { TokensController } from './tokens/tokens.controller.js';
import { Tokens } from './tokens/tokens.service.js';
import { WebSessions } from './sessions/web-sessions.js';

/** Who is this? */
@Module({
  imports: [UsersModule],
  controllers: [AccountsController, TokensController, DevicesController, PasswordController],
  providers: [
    AccessTokens,
    AccountForms,
    Accounts,
    Authenticator,
    Credentials,
    EndedElsewhere,
    FailureBudget,
    FormStrategy,
    LastActive,
    LastingTokens,
    LiveSessions,
    PasswordChanges,
    Passwords,
    SessionSweeper,
    Sessions,
    SigningIn,
    SigningOut,
    TokenCookies,
    Tokens,
    WebSessions,
  ],
  exports: [
    Accounts,
    Authenticator,
    Credentials,
    LastActive,
    LastingTokens,
    PasswordChanges,
    Passwords,
    Sessions,
    SigningOut,
    Tokens,
    WebSessions,
  ],
})
export class AuthModule {}
