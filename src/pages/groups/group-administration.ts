import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { ChatFinder } from '../../chats/chat-finder.js';
import { BansService } from '../../groups/joining/bans.service.js';
import { JoinCodesService } from '../../groups/joining/join-codes.service.js';
import { JoinRequests } from '../../groups/joining/join-requests.service.js';
import { MemberList } from '../../groups/member-list.js';
import { Administration, placeIn, type Said } from './administration.js';
import { groupView } from './group-view.js';

/** The page of a group: as much of it as its reader may see. */
@Injectable()
export class GroupAdministration extends Administration {
  readonly kind = 'group';

  constructor(
    private readonly chats: ChatFinder,
    private readonly requests: JoinRequests,
    members: MemberList,
    codes: JoinCodesService,
    bans: BansService,
  ) {
    super(members, codes, bans);
  }

  async show(actor: Actor, groupId: number, response: Response, said: Said = {}): Promise<void> {
    const { req: request } = response;
    const group = groupView(await this.chats.groupOf(actor, groupId));
    const [members, rights] = await Promise.all([
      this.membersOf(actor, group, request),
      group.administers ? this.forAdmins(actor, groupId, request) : {},
    ]);
    response.render('groups/edit', {
      chat: { id: groupId },
      title: `${group.name}, ${group.administers ? 'administration' : 'about'}`,
      at: this.pathOf(groupId),
      page: this.pageOf(groupId),
      findAt: `${this.pathOf(groupId)}/find`,
      noun: this.kind,
      group,
      ...members,
      ...rights,
      ...said,
      values: { ...group, ...said.values },
    });
  }

  protected demandMember(actor: Actor, groupId: number): Promise<unknown> {
    return this.chats.groupOf(actor, groupId);
  }

  private async forAdmins(actor: Actor, groupId: number, request: Request): Promise<object> {
    const [doors, requests] = await Promise.all([
      this.doorsOf(actor, groupId, request),
      this.requests.list(actor, groupId, placeIn(request.query.requests)),
    ]);
    return {
      ...doors,
      requests: requests.results,
      nextRequests: requests.next,
      laterRequests: request.query.requests !== undefined,
    };
  }
}
