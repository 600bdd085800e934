import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { demand } from '../../access/policy.js';
import { notFound } from '../../errors/app-error.js';
import { ServerDirectory } from '../../servers/server-directory.service.js';
import { ServerBans, ServerCodes, ServerMemberList } from '../../servers/server-services.js';
import { Administration, type Said } from '../groups/administration.js';
import { type ServerView, ServerViews } from './server-views.js';

const CATEGORIES_OFFERED = 30;

/** The two pages of a server: what it is, for everybody who may know of it, and how it is run, for its admins. */
@Injectable()
export class ServerAdministration extends Administration {
  readonly kind = 'server';

  constructor(
    private readonly views: ServerViews,
    private readonly directory: ServerDirectory,
    members: ServerMemberList,
    codes: ServerCodes,
    bans: ServerBans,
  ) {
    super(members, codes, bans);
  }

  override pageOf(serverId: number): string {
    return `${this.pathOf(serverId)}/edit`;
  }

  /** For admins how it is run, for other members what it is, each with what is to say about a form. */
  async show(actor: Actor, serverId: number, response: Response, said: Said = {}): Promise<void> {
    const server = await this.serverOf(actor, serverId, response.req);
    if (server.administers) await this.showEditing(actor, server, response, said);
    else await this.showOverview(actor, server, response, said);
  }

  /** Throws `forbidden` for members who may not run it. */
  async edit(actor: Actor, serverId: number, response: Response): Promise<void> {
    const server = await this.serverOf(actor, serverId, response.req);
    demand(server.role, 'change the server');
    await this.showEditing(actor, server, response, {});
  }

  /** Whoever is no member sees what a public server shows of itself. */
  async overview(actor: Actor, serverId: number, response: Response, said: Said = {}): Promise<void> {
    const server = await this.views.find(response.req, actor, serverId);
    if (server) return this.showOverview(actor, server, response, said);
    const place = await this.directory.show(actor, serverId);
    response.render('servers/show', { place, title: place.name, at: this.pathOf(serverId), ...said });
  }

  protected demandMember(actor: Actor, serverId: number, request: Request): Promise<unknown> {
    return this.serverOf(actor, serverId, request);
  }

  private async serverOf(actor: Actor, serverId: number, request: Request): Promise<ServerView> {
    const server = await this.views.find(request, actor, serverId);
    if (!server) throw notFound('server');
    return server;
  }

  private async showOverview(actor: Actor, server: ServerView, response: Response, said: Said): Promise<void> {
    const [members, invite] = await Promise.all([
      this.membersOf(actor, server, response.req),
      server.administers ? this.inviteTo(actor, server.id, response.req) : null,
    ]);
    const shown = { place: server, server, group: server, title: server.name, noun: this.kind };
    response.render('servers/show', { ...shown, at: this.pathOf(server.id), ...members, invite, ...said });
  }

  private async showEditing(actor: Actor, server: ServerView, response: Response, said: Said): Promise<void> {
    const { req: request } = response;
    const [members, doors, categories] = await Promise.all([
      this.membersOf(actor, server, request),
      this.doorsOf(actor, server.id, request),
      this.directory.categories(actor, { onlyPublic: true, most: CATEGORIES_OFFERED }),
    ]);
    const at = this.pathOf(server.id);
    response.render('servers/edit', {
      ...{ server, group: server, categories, title: `${server.name}, administration` },
      ...{ at, page: this.pageOf(server.id), findAt: `${at}/find`, noun: this.kind },
      ...members,
      ...doors,
      ...said,
      values: { ...server, ...said.values },
    });
  }
}
