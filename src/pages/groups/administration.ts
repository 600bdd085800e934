import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { parse } from '../../contract/parsed.js';
import { AppError } from '../../errors/app-error.js';
import { MembersQuery } from '../../groups/groups.dto.js';
import type { BansService } from '../../groups/joining/bans.service.js';
import type { JoinCodesService } from '../../groups/joining/join-codes.service.js';
import { PeoplePageQuery } from '../../groups/joining/people-page.js';
import type { MemberList } from '../../groups/member-list.js';
import type { GroupKind } from '../../shared/group-payloads.js';
import type { Role } from '../../shared/roles.js';
import { formFailure } from '../form-failure.js';
import { readerOf } from '../reader.js';
import { memberView } from './group-view.js';
import { inviteView } from './invite-view.js';

/** One form of the page of a group or server. */
export interface Attempt {
  placeId: number;
  /** In which section the form stands: what went wrong is said there. */
  at: 'about' | 'icon' | 'banner' | 'channels' | 'members' | 'add' | 'requests' | 'bans' | 'code' | 'leaving';
  /** What the page says is done, in the same section unless that has another name. */
  saved?: string;
  /** Where to go afterwards instead. */
  to?: string;
  values?: object;
  act: () => Promise<unknown>;
}

/** What the page has to say about a form that was sent from it. */
export interface Said {
  values?: object;
  problem?: Partial<Record<Attempt['at'], string>>;
  fields?: Record<string, string[]>;
  /** What was wrong with the fields of a channel, which are called as those of its server. */
  channelFields?: Record<string, string[]>;
}

/** Where a form stands whose section has another name. */
const SECTIONS: Record<GroupKind, Partial<Record<Attempt['at'], string>>> = {
  group: { add: 'members', code: 'invite', icon: 'about' },
  server: { add: 'members', code: 'invite', icon: 'look', banner: 'look' },
};
/** Whose fields have sentences of their own. */
const WITH_FIELDS: Attempt['at'][] = ['about', 'icon', 'banner'];

/** The page on which a group or server is run, and what its many forms have in common. */
export abstract class Administration {
  abstract readonly kind: GroupKind;

  constructor(
    private readonly members: MemberList,
    private readonly codes: JoinCodesService,
    private readonly bans: BansService,
  ) {}

  abstract show(actor: Actor, placeId: number, response: Response, said?: Said): Promise<void>;

  /** Throws `not_found` for whoever is no member. */
  protected abstract demandMember(actor: Actor, placeId: number, request: Request): Promise<unknown>;

  /** Where its forms are sent to. */
  pathOf = (placeId: number): string => `/${this.kind}-web/${placeId}`;

  /** Where it is shown. */
  pageOf(placeId: number): string {
    return this.pathOf(placeId);
  }

  /** Where one is afterwards who left it, or deleted it. */
  homeAfter = (what: 'left' | 'deleted'): string => `/home/?saved=${what}${this.kind === 'server' ? '-server' : ''}`;

  /** Does what a form asks and leads back to its section, or shows the page again with what was wrong. */
  async attempt(actor: Actor, response: Response, attempt: Attempt): Promise<void> {
    const { placeId, at, saved = at, to } = attempt;
    try {
      await attempt.act();
    } catch (error) {
      return this.showFailed(actor, response, attempt, error);
    }
    response.redirect(303, to ?? `${this.pageOf(placeId)}?saved=${saved}#${SECTIONS[this.kind][at] ?? at}`);
  }

  /** Somebody may have gone before they were removed: that is no reason to say that the group is not there. */
  private async showFailed(
    actor: Actor,
    response: Response,
    { placeId, at, values }: Attempt,
    error: unknown,
  ): Promise<void> {
    await this.demandMember(actor, placeId, response.req);
    // Said by a page of its own: whoever may not do it has not even the form.
    if (error instanceof AppError && error.code === 'forbidden') throw error;
    const isGone = error instanceof AppError && error.code === 'not_found';
    const { detail, fields } = isGone ? { detail: error.detail, fields: undefined } : formFailure(response, error);
    if (isGone) response.status(404);
    await this.show(actor, placeId, response, {
      values,
      problem: { [at]: detail },
      fields: WITH_FIELDS.includes(at) ? fields : undefined,
      channelFields: at === 'channels' ? fields : undefined,
    });
  }

  /** A page of the members, each with what the reader may do about them. */
  async membersOf(actor: Actor, place: { id: number; role: Role }, { query }: Request) {
    const from = typeof query.members === 'string' ? { cursor: query.members } : {};
    const { results, next } = await this.members.of(actor, place.id, parse(MembersQuery, from));
    const members = results.map(memberView(actor, place.role));
    return {
      members,
      nextMembers: next,
      laterMembers: 'cursor' in from,
      heirs: members.filter(({ me }) => !me),
    };
  }

  /** The code as those see it who may. */
  async inviteTo(actor: Actor, placeId: number, request: Request) {
    return inviteView(await this.codes.show(actor, placeId), readerOf(request).tz);
  }

  protected async doorsOf(actor: Actor, placeId: number, request: Request) {
    const [invite, bans] = await Promise.all([
      this.inviteTo(actor, placeId, request),
      this.bans.list(actor, placeId, placeIn(request.query.bans)),
    ]);
    return { invite, bans: bans.results, nextBans: bans.next, laterBans: request.query.bans !== undefined };
  }
}

export const placeIn = (cursor: unknown): PeoplePageQuery =>
  typeof cursor === 'string' ? parse(PeoplePageQuery, { cursor }) : {};
