import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { LimitedTo } from '../access/limited-to.decorator.js';
import { idOf } from '../contract/id-param.js';
import { parse } from '../contract/parsed.js';
import { BlocksService } from '../users/blocks.service.js';
import { ReportBody } from '../users/users.dto.js';
import { formFailure } from './form-failure.js';
import { Page, PageForm } from './page.decorator.js';

const SAID: Record<string, string> = {
  blocked: 'Blocked. They are not told.',
  unblocked: 'Not blocked any more.',
  reported: 'Thank you. The operator will look at it; they are not told.',
};
const UNKNOWN = { not_found: 'There is no such person.' };
const WHOM = () => Param('userId', idOf('person'));

/** What one can do about somebody: write to them, block them, report them. */
@Controller('home/people')
export class PersonPage {
  constructor(private readonly blocks: BlocksService) {}

  @Get(':userId')
  @Page('A person: write, block, report')
  show(
    @CurrentActor() actor: Actor,
    @WHOM() userId: number,
    @Query('said') said: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const sentence = typeof said === 'string' && Object.hasOwn(SAID, said) ? SAID[said] : undefined;
    return this.render(actor, response, userId, { said: sentence });
  }

  @Post(':userId/block')
  @PageForm('Block somebody', {}, UNKNOWN)
  async block(@CurrentActor() actor: Actor, @WHOM() userId: number, @Res() response: Response): Promise<void> {
    await this.blocks.block(actor, userId);
    response.redirect(303, `/home/people/${userId}?said=blocked`);
  }

  /** From the list in the settings it leads back there; somebody who blocks in turn may not be found any more. */
  @Post(':userId/unblock')
  @PageForm('Unblock somebody', { from: 'settings' })
  async unblock(
    @CurrentActor() actor: Actor,
    @WHOM() userId: number,
    @Body('from') from: unknown,
    @Res() response: Response,
  ): Promise<void> {
    await this.blocks.unblock(actor, userId);
    const to = from === 'settings' ? '/settings/?saved=blocked#blocked' : `/home/people/${userId}?said=unblocked`;
    response.redirect(303, to);
  }

  @Post(':userId/report')
  @LimitedTo('reports')
  @PageForm('Report somebody to the operator', { reason: 'Sends advertisements.' }, UNKNOWN)
  async report(
    @CurrentActor() actor: Actor,
    @WHOM() userId: number,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    try {
      await this.blocks.report(actor, userId, parse(ReportBody, body ?? {}).reason);
    } catch (error) {
      const { reason } = (body ?? {}) as { reason?: unknown };
      const values = { reason: typeof reason === 'string' ? reason : '' };
      return this.render(actor, response, userId, { ...formFailure(response, error), values });
    }
    response.redirect(303, `/home/people/${userId}?said=reported`);
  }

  private async render(actor: Actor, response: Response, userId: number, more: object): Promise<void> {
    response.render('people/show', { person: await this.blocks.personOf(actor, userId), ...more });
  }
}
