import { Controller, Delete, Get, HttpCode, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { Documented } from '../../contract/documented.js';
import { idOf } from '../../contract/id-param.js';
import { Device } from '../../shared/payloads.js';
import { Sessions } from './sessions.service.js';
import { WebSessions } from './web-sessions.js';

const PHONE: Device = {
  id: 7,
  kind: 'api',
  created: '2025-07-04T01:11:52.800Z',
  last_active: '2025-07-04T09:30:00.000Z',
  agent: 'Parley/1.0 (Android 15)',
  current: true,
};

/** Where a person is signed in. */
@Controller('user/me/sessions')
export class DevicesController {
  constructor(
    private readonly sessions: Sessions,
    private readonly web: WebSessions,
  ) {}

  @Get()
  @Documented({
    tag: 'Accounts',
    summary: 'Your devices',
    description: 'The one that asks comes first, then the most recently used.',
    answers: {
      200: { description: 'Where you are signed in.', schema: z.array(Device), example: [PHONE] },
    },
    failures: { not_authenticated: 'Sign in first.' },
  })
  list(@CurrentActor() actor: Actor): Promise<Device[]> {
    return this.sessions.list(actor);
  }

  @Delete(':sessionId')
  @HttpCode(204)
  @Documented({
    tag: 'Accounts',
    summary: 'Sign out one device',
    params: { sessionId: 'The id of the device.' },
    answers: { 204: { description: 'It is signed out, and its sockets end.' } },
    failures: { not_authenticated: 'Sign in first.', not_found: 'There is no such device.' },
  })
  async endOne(
    @CurrentActor() actor: Actor,
    @Param('sessionId', idOf('device')) sessionId: number,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.sessions.endOne(actor, sessionId);
    if (sessionId === actor.session_id) await this.web.leave(request, response);
  }

  @Delete()
  @HttpCode(204)
  @Documented({
    tag: 'Accounts',
    summary: 'Sign out all other devices',
    answers: { 204: { description: 'Only this device is still signed in.' } },
    failures: { not_authenticated: 'Sign in first.' },
  })
  async endOthers(@CurrentActor() actor: Actor): Promise<void> {
    await this.sessions.endOthers(actor);
  }
}
