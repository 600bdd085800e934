import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { GroupList } from '../../chats/group-list.js';
import { parse } from '../../contract/parsed.js';
import { AppError } from '../../errors/app-error.js';
import { CodeToJoin } from '../../groups/joining/joining.dto.js';
import { JoiningService } from '../../groups/joining/joining.service.js';
import { formFailure } from '../form-failure.js';
import { HomeView } from '../home-view.js';
import { Page, PageForm } from '../page.decorator.js';

@Controller('join')
export class JoinPage {
  constructor(
    private readonly joining: JoiningService,
    private readonly home: HomeView,
    private readonly groups: GroupList,
  ) {}

  /** Nothing happens by being looked at: whoever wants in says so by a button. */
  @Get(':code')
  @Page('Where a join code leads to')
  async show(@CurrentActor() actor: Actor, @Param('code') code: string, @Res() response: Response): Promise<void> {
    await this.showDoor(actor, code, response);
  }

  @Post()
  @PageForm(
    'Join a group or server by its code',
    { code: 'K5XW 2ZJT OQ7G C3LB' },
    { not_found: 'This code lets you in nowhere. Look at it again, or ask for a new one.' },
  )
  async join(
    @CurrentActor() actor: Actor,
    @Body() body: { code?: unknown; from?: unknown } = {},
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const code = typeof body.code === 'string' ? body.code : '';
    try {
      const group = await this.joining.byCode(actor, parse(CodeToJoin, { code: code || undefined }).code);
      if (group.kind === 'server') return response.redirect(303, `/server-web/${group.id}`);
      const isIn = (await this.groups.rowFor(actor.id, group.id)) !== null;
      response.redirect(303, isIn ? `/chat-web/${group.id}` : `/join/${encodeURIComponent(code)}`);
    } catch (error) {
      if (body.from !== 'home') return this.showDoor(actor, code, response, failureIn(response, error));
      await this.home.show(actor, request, response, { joining: { code, ...failureIn(response, error) } });
    }
  }

  /** The same page, whatever is wrong with a code. */
  private async showDoor(actor: Actor, code: string, response: Response, failure: object = {}): Promise<void> {
    try {
      const group = await this.joining.behind(actor, code);
      response.render('join/show', { group, noun: group.kind ?? 'group', code, ...failure });
    } catch (error) {
      const { detail } = failureIn(response, error);
      response.render('join/show', { detail, ...failure });
    }
  }
}

/** A code that opens nothing is answered by the page itself. */
function failureIn(response: Response, error: unknown): { detail: string } {
  if (!(error instanceof AppError) || error.code !== 'not_found') return formFailure(response, error);
  response.status(404);
  return { detail: error.detail };
}
