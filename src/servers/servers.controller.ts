import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { LimitedTo } from '../access/limited-to.decorator.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { Revalidated } from '../contract/revalidated.js';
import { GroupsService } from '../groups/groups.service.js';
import { Categories, NewServer, Server, ServerOfMember, ServerRow } from '../shared/server-payloads.js';
import { ServerDirectory } from './server-directory.service.js';
import { NewServerBody, ServerChanges, ServersQuery } from './servers.dto.js';
import { CATEGORIES, MADE, OF_MEMBER, OF_STRANGER, ROW, UNKNOWN, WHICH } from './servers.examples.js';
import { ServersService } from './servers.service.js';

const ServerId = () => Param('serverId', idOf('server'));

@Controller('server')
export class ServersController {
  constructor(
    private readonly directory: ServerDirectory,
    private readonly servers: ServersService,
    private readonly groups: GroupsService,
  ) {}

  @Get()
  @Revalidated()
  @Documented({
    tag: 'Servers',
    summary: 'Servers',
    description:
      'Your own and the public ones, the oldest first. Every filter narrows the others: `category` (in any case), `by_user=true` (only your own), `by_serverid`, `q` (what the name contains; one or two characters: how it begins). `qty` says how many, at most 200; where there are more, `Link: rel="next"` names the next page. `with_num_members=true` adds `num_members`.',
    query: ServersQuery,
    answers: { 200: { description: 'The servers.', schema: z.array(ServerRow), example: [ROW] } },
    failures: { invalid_input: 'qty must be a whole number from 1 to 200.', not_found: UNKNOWN },
  })
  async list(
    @CurrentActor() actor: Actor,
    @Query(parsed(ServersQuery)) query: ServersQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServerRow[]> {
    const { rows, next } = await this.directory.find(actor, query);
    if (next) {
      const again = new URLSearchParams(request.query as Record<string, string>);
      again.set('cursor', String(next));
      response.links({ next: `${request.path}?${again}` });
    }
    return rows;
  }

  @Get('categories')
  @Documented({
    tag: 'Servers',
    summary: 'The categories that there are',
    description: 'Of your own servers and the public ones, those with the most servers first.',
    answers: { 200: { description: 'The categories.', schema: Categories, example: CATEGORIES } },
  })
  categories(@CurrentActor() actor: Actor): Promise<Categories> {
    return this.directory.categories(actor);
  }

  @Post()
  @LimitedTo('groups made')
  @Documented({
    tag: 'Servers',
    summary: 'Make a server',
    description: 'You are its owner. `category` is free text. It has no channel yet.',
    body: { schema: NewServerBody, example: { name: 'Engine builders', category: 'Machines', visibility: 'public' } },
    answers: { 201: { description: 'The new server, with its join code.', schema: NewServer, example: MADE } },
    failures: { invalid_input: 'The name must not be empty.' },
  })
  make(@CurrentActor() actor: Actor, @Body(parsed(NewServerBody)) body: NewServerBody): Promise<NewServer> {
    return this.servers.make(actor, body);
  }

  @Get(':serverId')
  @Revalidated()
  @Documented({
    tag: 'Servers',
    summary: 'A server',
    description:
      'For its members with their role, its visibility and its channels; of a public server everybody sees the rest.',
    params: { serverId: 'A server of yours, or a public one.' },
    answers: { 200: { description: 'The server.', schema: Server, example: OF_STRANGER } },
    failures: { not_found: UNKNOWN },
  })
  show(@CurrentActor() actor: Actor, @ServerId() serverId: number): Promise<Server> {
    return this.directory.show(actor, serverId);
  }

  @Patch(':serverId')
  @Documented({
    tag: 'Servers',
    summary: 'Change a server',
    description: 'For admins. Send only what changes.',
    params: WHICH,
    body: { schema: ServerChanges, example: { category: 'Machines' } },
    answers: { 200: { description: 'The server after the change.', schema: ServerOfMember, example: OF_MEMBER } },
    failures: {
      invalid_input: 'The name must not be empty.',
      forbidden: 'You may not change the server.',
      not_found: UNKNOWN,
    },
  })
  change(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Body(parsed(ServerChanges)) changes: ServerChanges,
  ): Promise<ServerOfMember> {
    return this.servers.change(actor, serverId, changes);
  }

  @Delete(':serverId')
  @HttpCode(204)
  @Documented({
    tag: 'Servers',
    summary: 'Delete a server',
    description: 'For the owner. All channels are deleted with it, and everything that was said in them.',
    params: WHICH,
    answers: { 204: { description: 'It is gone.' } },
    failures: { forbidden: 'You may not delete the server.', not_found: UNKNOWN },
  })
  end(@CurrentActor() actor: Actor, @ServerId() serverId: number): Promise<void> {
    return this.groups.end(actor, serverId);
  }
}
