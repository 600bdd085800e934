import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { RateLimits } from '../../access/rate-limits.js';
import { GroupList } from '../../chats/group-list.js';
import { idOf } from '../../contract/id-param.js';
import { parse } from '../../contract/parsed.js';
import { DiscoveryService } from '../../groups/joining/discovery.service.js';
import { DiscoverQuery } from '../../groups/joining/joining.dto.js';
import { JoiningService } from '../../groups/joining/joining.service.js';
import { formFailure } from '../form-failure.js';
import { Page, PageForm } from '../page.decorator.js';

const SHOWN = 48;

@Controller('explore')
export class ExplorePage {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly joining: JoiningService,
    private readonly limits: RateLimits,
    private readonly groups: GroupList,
  ) {}

  @Get()
  @Page('Public groups: find them, join them')
  async show(
    @CurrentActor() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Res() response: Response,
  ): Promise<void> {
    response.render('explore/show', await this.groupsFor(actor, query, response));
  }

  /** One that asks its admins first stays on this page, which says so. */
  @Post(':groupId/join')
  @PageForm('Join a public group')
  async join(
    @CurrentActor() actor: Actor,
    @Param('groupId', idOf('group')) groupId: number,
    @Res() response: Response,
  ): Promise<void> {
    try {
      await this.joining.ofPublic(actor, groupId);
    } catch (error) {
      const failure = formFailure(response, error);
      return response.render('explore/show', { ...(await this.groupsFor(actor, {}, response)), ...failure });
    }
    const isIn = (await this.groups.rowFor(actor.id, groupId)) !== null;
    response.redirect(303, isIn ? `/chat-web/${groupId}` : '/explore/?saved=asked');
  }

  private async groupsFor(actor: Actor, { q, cursor }: Record<string, unknown>, response: Response): Promise<object> {
    const wanted = typeof q === 'string' ? q.trim() : '';
    try {
      const place = typeof cursor === 'string' && cursor ? { cursor } : {};
      const query = parse(DiscoverQuery, { q: wanted, ...place });
      if (wanted) await this.limits.take('searches', actor.id);
      const { results, next } = await this.discovery.find(actor, { ...query, limit: SHOWN });
      return { groups: results, next, q: wanted };
    } catch (error) {
      return { groups: [], q: wanted, ...formFailure(response, error) };
    }
  }
}
