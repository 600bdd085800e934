import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { Documented } from '../../contract/documented.js';
import { parsed } from '../../contract/parsed.js';
import { PasswordChange } from '../auth.dto.js';
import { PasswordChanges } from './password-change.js';

@Controller('user/me/password')
export class PasswordController {
  constructor(private readonly passwords: PasswordChanges) {}

  @Post()
  @HttpCode(204)
  @Documented({
    tag: 'Accounts',
    summary: 'Change the password',
    description: 'Every other device is signed out: its session, tokens and open sockets end.',
    body: {
      schema: PasswordChange,
      example: { current: 'correct horse battery staple', new: 'a turtle carries its house' },
    },
    answers: { 204: { description: 'The password is changed.' } },
    failures: {
      invalid_input: 'This is not your current password.',
      not_authenticated: 'Sign in first.',
      rate_limited: 'Too many wrong passwords. Wait a little before you try again.',
    },
  })
  async change(
    @CurrentActor() actor: Actor,
    @Body(parsed(PasswordChange)) body: PasswordChange,
    @Req() request: Request,
  ): Promise<void> {
    await this.passwords.change(actor, body, request.ip);
  }
}
