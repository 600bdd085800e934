import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { LimitedTo } from '../../access/limited-to.decorator.js';
import { parse } from '../../contract/parsed.js';
import { NewGroupBody } from '../../groups/groups.dto.js';
import { GroupsService } from '../../groups/groups.service.js';
import { formFailure } from '../form-failure.js';
import { Page, PageForm, PageSearch } from '../page.decorator.js';
import { pickedIn, Picking } from './picking.js';

type Fields = Record<string, unknown>;

@Controller('group-web')
export class NewGroupPage {
  constructor(
    private readonly groups: GroupsService,
    private readonly picking: Picking,
  ) {}

  @Get('new')
  @Page('Make a group')
  show(@Res() response: Response): void {
    response.render('groups/new', { values: {}, people: [] });
  }

  /** Looks for people while the group is being made, where there is no script to do it. */
  @Post('new')
  @HttpCode(200)
  @PageSearch('Look for members of a new group', { name: 'Project Team', q: 'bob', members: 'eve' })
  async find(@CurrentActor() actor: Actor, @Body() body: Fields = {}, @Res() response: Response): Promise<void> {
    await this.showAgain(actor, response, body);
  }

  @Post()
  @LimitedTo('groups made')
  @PageForm('Make a group', { name: 'Project Team', members: 'bob' })
  async make(@CurrentActor() actor: Actor, @Body() body: Fields = {}, @Res() response: Response): Promise<void> {
    try {
      const { id } = await this.groups.make(actor, parse(NewGroupBody, { name: body.name, members: pickedIn(body) }));
      response.redirect(303, `/chat-web/${id}?details=members`);
    } catch (error) {
      const failure = formFailure(response, error);
      await this.showAgain(actor, response, body, failure);
    }
  }

  private async showAgain(actor: Actor, response: Response, body: Fields, failure: object = {}): Promise<void> {
    const name = typeof body.name === 'string' ? body.name : '';
    try {
      response.render('groups/new', { ...(await this.picking.of(actor, body)), values: { name }, ...failure });
    } catch (error) {
      response.render('groups/new', { values: { name }, people: [], ...formFailure(response, error) });
    }
  }
}
