import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { RateLimits } from '../access/rate-limits.js';
import { GroupList } from '../chats/group-list.js';
import { idOf } from '../contract/id-param.js';
import { parse } from '../contract/parsed.js';
import { DiscoveryService } from '../groups/joining/discovery.service.js';
import { DiscoverQuery } from '../groups/joining/joining.dto.js';
import { JoiningService } from '../groups/joining/joining.service.js';
import { ServerDirectory } from '../servers/server-directory.service.js';
import { ServersQuery } from '../servers/servers.dto.js';
import { formFailure } from './form-failure.js';
import { Page, PageForm } from './page.decorator.js';

const SHOWN = 48;
const CATEGORIES_SHOWN = 12;

type Fields = Record<string, unknown>;

@Controller('explore')
export class ExplorePage {
  constructor(
    private readonly servers: ServerDirectory,
    private readonly discovery: DiscoveryService,
    private readonly joining: JoiningService,
    private readonly limits: RateLimits,
    private readonly groups: GroupList,
  ) {}

  @Get()
  @Page('Public servers, by category, and public groups: find them, join them', {
    invalid_input: 'q is too long: at most 80 characters.',
  })
  async show(@CurrentActor() actor: Actor, @Query() query: Fields, @Res() response: Response): Promise<void> {
    response.render('explore/show', await this.placesFor(actor, query, response));
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
      return response.render('explore/show', { ...(await this.placesFor(actor, {}, response)), ...failure });
    }
    const isIn = (await this.groups.rowFor(actor.id, groupId)) !== null;
    response.redirect(303, isIn ? `/chat-web/${groupId}` : '/explore/?saved=asked');
  }

  private async placesFor(actor: Actor, query: Fields, response: Response): Promise<object> {
    const [q, category] = [textIn(query.q), textIn(query.category)];
    const categories = await this.servers.categories(actor, { onlyPublic: true, most: CATEGORIES_SHOWN });
    try {
      if (q || category) await this.limits.take('searches', actor.id);
      return { q, category, categories, ...(await this.find(actor, query)) };
    } catch (error) {
      return { q, category, categories, ...formFailure(response, error) };
    }
  }

  /** Groups have no category; whoever turns the pages of the one list has seen the other. */
  private async find(actor: Actor, query: Fields): Promise<object> {
    const [q, category] = [textIn(query.q), textIn(query.category)];
    const [from, groupsFrom] = [textIn(query.servers), textIn(query.cursor)];
    const wanted = { q, qty: String(SHOWN), with_num_members: 'true' };
    const place = { ...(category && { category }), ...(from && { cursor: from }) };
    const [servers, groups] = await Promise.all([
      groupsFrom ? null : this.servers.find(actor, parse(ServersQuery, { ...wanted, ...place }), { onlyPublic: true }),
      category || from
        ? null
        : this.discovery.find(actor, {
            ...parse(DiscoverQuery, { q, ...(groupsFrom && { cursor: groupsFrom }) }),
            limit: SHOWN,
          }),
    ]);
    return {
      servers: servers?.rows,
      moreServers: servers?.next,
      groups: groups?.results,
      next: groups?.next,
      anything: Boolean(servers?.rows.length || groups?.results.length),
    };
  }
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
