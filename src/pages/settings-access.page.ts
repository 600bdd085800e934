import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { PasswordChange } from '../auth/auth.dto.js';
import { PasswordChanges } from '../auth/passwords/password-change.js';
import { Sessions } from '../auth/sessions/sessions.service.js';
import { idOf } from '../contract/id-param.js';
import { parse } from '../contract/parsed.js';
import { PageForm } from './page.decorator.js';
import { SettingsView } from './settings-view.js';

/** How one gets in: the password, and where one is signed in. */
@Controller('settings')
export class SettingsAccessPage {
  constructor(
    private readonly view: SettingsView,
    private readonly passwords: PasswordChanges,
    private readonly sessions: Sessions,
  ) {}

  @Post('password')
  @PageForm('Change your password', { current: 'correct horse battery', new: 'staple of the correct horse' })
  password(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => this.passwords.change(actor, parse(PasswordChange, body ?? {}), request.ip);
    return this.view.attempt(actor, response, { what: 'password', act });
  }

  @Post('sessions/:sessionId/end')
  @PageForm('Sign out one device')
  endOne(
    @CurrentActor() actor: Actor,
    @Param('sessionId', idOf('device')) sessionId: number,
    @Res() response: Response,
  ): Promise<void> {
    const act = () => this.sessions.endOne(actor, sessionId);
    return this.view.attempt(actor, response, { what: 'sessions', act });
  }

  @Post('sessions/end-others')
  @PageForm('Sign out everywhere else')
  endOthers(@CurrentActor() actor: Actor, @Res() response: Response): Promise<void> {
    return this.view.attempt(actor, response, { what: 'sessions', act: () => this.sessions.endOthers(actor) });
  }
}
