import { Body, Controller, Get, HttpCode, Post, Req, Res, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CsrfInHandler } from '../../access/csrf.decorator.js';
import { CsrfTokens } from '../../access/csrf-tokens.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { ChatId } from '../../contract/id-param.js';
import { parse } from '../../contract/parsed.js';
import { GroupIconsService } from '../../groups/group-icons.service.js';
import { GroupChanges } from '../../groups/groups.dto.js';
import { GroupsService } from '../../groups/groups.service.js';
import { Page, PageForm, PageSearch } from '../page.decorator.js';
import { ONE_PICTURE } from '../one-picture.js';
import { Administration } from './administration.js';
import { Picking } from './picking.js';

type Fields = Record<string, unknown>;

/** What a group is. */
@Controller('group-web/:chatId')
export class GroupPage {
  constructor(
    private readonly administration: Administration,
    private readonly groups: GroupsService,
    private readonly icons: GroupIconsService,
    private readonly picking: Picking,
    private readonly csrf: CsrfTokens,
  ) {}

  @Get()
  @Page('A group: members, code, requests, settings, as far as you may see them')
  show(@CurrentActor() actor: Actor, @ChatId() groupId: number, @Res() response: Response): Promise<void> {
    return this.administration.show(actor, groupId, response);
  }

  /** Looks for people to add, where there is no script to do it. */
  @Post('find')
  @HttpCode(200)
  @PageSearch('Look for people to add', { q: 'bob', members: 'eve' })
  async find(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @Body() body: Fields = {},
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.picking.of(actor, body);
    await this.administration.show(actor, groupId, response, { ...found, adding: true } as object);
  }

  /** A checkbox that is off is not sent at all. */
  @Post('about')
  @PageForm('Change what a group is', { name: 'Project Team', description: '', visibility: 'private' })
  about(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @Body() body: Fields = {},
    @Res() response: Response,
  ): Promise<void> {
    const { name, description, visibility } = body;
    const values = { name, description, visibility, join_by_request: body.join_by_request === 'on' };
    const act = async () => this.groups.change(actor, groupId, parse(GroupChanges, values));
    return this.administration.attempt(actor, response, { groupId, at: 'about', values, act });
  }

  @Post('icon')
  @CsrfInHandler()
  @UseInterceptors(FileInterceptor('icon', ONE_PICTURE))
  @PageForm('Set the icon of a group', { icon: '(a file)' }, { type: 'multipart/form-data' })
  async icon(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @Req() request: Request,
    @UploadedFile() file: { buffer: Buffer } | undefined,
    @Res() response: Response,
  ): Promise<void> {
    await this.icons.demandMayChange(actor, groupId);
    this.csrf.demand(request, (request.body as { _csrf?: unknown } | undefined)?._csrf);
    const act = async () => this.icons.set(actor, groupId, file?.buffer ?? Buffer.alloc(0));
    return this.administration.attempt(actor, response, { groupId, at: 'icon', act });
  }

  @Post('icon/remove')
  @PageForm('Remove the icon of a group')
  removeIcon(@CurrentActor() actor: Actor, @ChatId() groupId: number, @Res() response: Response): Promise<void> {
    const act = () => this.icons.remove(actor, groupId);
    return this.administration.attempt(actor, response, { groupId, at: 'icon', act });
  }
}
