import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { ChatFinder, type GroupOfMember } from '../../chats/chat-finder.js';
import { parse } from '../../contract/parsed.js';
import { AppError } from '../../errors/app-error.js';
import { MembersQuery } from '../../groups/groups.dto.js';
import { BansService } from '../../groups/joining/bans.service.js';
import { JoinCodesService } from '../../groups/joining/join-codes.service.js';
import { JoinRequests } from '../../groups/joining/join-requests.service.js';
import { PeoplePageQuery } from '../../groups/joining/people-page.js';
import { MemberList } from '../../groups/member-list.js';
import { formFailure } from '../form-failure.js';
import { readerOf } from '../reader.js';
import { type GroupView, groupView, memberView } from './group-view.js';
import { inviteView } from './invite-view.js';

/** One form of the page of a group. */
export interface Attempt {
  groupId: number;
  /** In which section the form stands: what went wrong is said there. */
  at: 'about' | 'icon' | 'members' | 'add' | 'requests' | 'bans' | 'code' | 'leaving';
  /** What the page says is done, in the same section unless that has another name. */
  saved?: string;
  /** Where to go afterwards instead. */
  to?: string;
  values?: object;
  act: () => Promise<unknown>;
}

const SECTIONS: Partial<Record<Attempt['at'], string>> = { add: 'members', icon: 'about', code: 'invite' };

/** The page of a group: as much of it as its reader may see, and what its many forms have in common. */
@Injectable()
export class Administration {
  constructor(
    private readonly chats: ChatFinder,
    private readonly members: MemberList,
    private readonly codes: JoinCodesService,
    private readonly requests: JoinRequests,
    private readonly bans: BansService,
  ) {}

  async show(actor: Actor, groupId: number, response: Response, rest: { values?: object } = {}): Promise<void> {
    const { req: request } = response;
    const chat = await this.chats.groupOf(actor, groupId);
    const group = groupView(chat);
    const [members, rights] = await Promise.all([
      this.membersOf(actor, chat, request),
      group.administers ? this.forAdmins(actor, group, request) : {},
    ]);
    response.render('groups/edit', {
      chat: { id: groupId },
      title: `${group.name}, ${group.administers ? 'administration' : 'about'}`,
      findAt: `/group-web/${groupId}/find`,
      group,
      ...members,
      ...rights,
      ...rest,
      values: { ...group, ...rest.values },
    });
  }

  /** Does what a form asks and leads back to its section, or shows the page again with what was wrong. */
  async attempt(actor: Actor, response: Response, attempt: Attempt): Promise<void> {
    const { groupId, at, saved = at, to } = attempt;
    try {
      await attempt.act();
    } catch (error) {
      return this.showFailed(actor, response, attempt, error);
    }
    response.redirect(303, to ?? `/group-web/${groupId}?saved=${saved}#${SECTIONS[at] ?? at}`);
  }

  /** Somebody may have gone before they were removed: that is no reason to say that the group is not there. */
  private async showFailed(actor: Actor, response: Response, attempt: Attempt, error: unknown): Promise<void> {
    const { groupId, at, values } = attempt;
    await this.chats.groupOf(actor, groupId);
    // Said by a page of its own: whoever may not do it has not even the form.
    if (error instanceof AppError && error.code === 'forbidden') throw error;
    const isGone = error instanceof AppError && error.code === 'not_found';
    const { detail, fields } = isGone ? { detail: error.detail, fields: undefined } : formFailure(response, error);
    if (isGone) response.status(404);
    const own = at === 'about' || at === 'icon' ? fields : undefined;
    await this.show(actor, groupId, response, { values, problem: { [at]: detail }, fields: own } as {
      values?: object;
    });
  }

  private async membersOf(actor: Actor, { chat_id, role }: GroupOfMember, { query }: Request): Promise<object> {
    const place = typeof query.members === 'string' ? { cursor: query.members } : {};
    const { results, next } = await this.members.of(actor, chat_id, parse(MembersQuery, place));
    const members = results.map(memberView(actor, role));
    return {
      members,
      nextMembers: next,
      laterMembers: 'cursor' in place,
      heirs: members.filter(({ me }) => !me),
    };
  }

  private async forAdmins(actor: Actor, { id }: GroupView, request: Request): Promise<object> {
    const [code, requests, bans] = await Promise.all([
      this.codes.show(actor, id),
      this.requests.list(actor, id, placeIn(request.query.requests)),
      this.bans.list(actor, id, placeIn(request.query.bans)),
    ]);
    return {
      invite: inviteView(code, readerOf(request).tz),
      requests: requests.results,
      nextRequests: requests.next,
      laterRequests: request.query.requests !== undefined,
      bans: bans.results,
      nextBans: bans.next,
      laterBans: request.query.bans !== undefined,
    };
  }
}

const placeIn = (cursor: unknown): PeoplePageQuery =>
  typeof cursor === 'string' ? parse(PeoplePageQuery, { cursor }) : {};
