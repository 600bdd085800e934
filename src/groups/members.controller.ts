import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { LimitedTo } from '../access/limited-to.decorator.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { PlaceId } from '../contract/place-id.js';
import { Revalidated } from '../contract/revalidated.js';
import { Added, type GroupKind, Members, Membership } from '../shared/group-payloads.js';
import { AddMembers, MembersQuery, NewRole } from './groups.dto.js';
import { MEMBERS_PAGE, wordsOf } from './groups.examples.js';
import { MemberList } from './member-list.js';
import { MembersService } from './members.service.js';

const BOB: Membership = { user_id: 2, username: 'bob', role: 'member' };
const whoIn = (kind: GroupKind) => ({ ...wordsOf(kind).which, userId: 'The id of a member.' });
const UserId = () => Param('userId', idOf('member'));

/** Who is in a group, and as what. `ServersModule` has the same routes, over its own services. */
@Controller('group/:groupId/members')
export class MembersController {
  constructor(
    private readonly people: MemberList,
    private readonly members: MembersService,
  ) {}

  @Get()
  @Revalidated()
  @Documented((kind) => ({
    tag: wordsOf(kind).tag,
    summary: `The members of a ${kind}`,
    description:
      'The owner first, then the admins, then everybody else; `next` is the `cursor` of the following page. Presence is null for those who do not show it to you.',
    params: wordsOf(kind).which,
    query: MembersQuery,
    answers: { 200: { description: 'A page of members.', schema: Members, example: MEMBERS_PAGE } },
    failures: { invalid_input: 'This cursor is not one that the list gave.', not_found: wordsOf(kind).unknown },
  }))
  list(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @Query(parsed(MembersQuery)) query: MembersQuery,
  ): Promise<Members> {
    return this.people.of(actor, placeId, query);
  }

  @Post()
  @LimitedTo('people added')
  @Documented((kind) => ({
    tag: wordsOf(kind).tag,
    summary: `Add people to a ${kind}`,
    description:
      'For admins. All of them or, where one does not exist, is banned or finds no room, nobody. Who is a member already stays one and is not named in the answer.',
    params: wordsOf(kind).which,
    body: { schema: AddMembers, example: { usernames: ['bob', 'eve'] } },
    answers: {
      200: {
        description: 'They were members already.',
        schema: Added,
        example: { members: [], member_count: 3 },
      },
      201: { description: 'Who is new.', schema: Added, example: { members: [BOB], member_count: 3 } },
    },
    failures: {
      invalid_input: 'There is nobody called zoe.',
      forbidden: 'You may not add members.',
      not_found: wordsOf(kind).unknown,
      conflict: wordsOf(kind).full,
    },
  }))
  async add(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @Body(parsed(AddMembers)) { usernames }: AddMembers,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Added> {
    const added = await this.members.add(actor, placeId, usernames);
    response.status(added.members.length ? 201 : 200);
    return added;
  }

  @Patch(':userId')
  @Documented((kind) => ({
    tag: wordsOf(kind).tag,
    summary: `Change the role of a member of a ${kind}`,
    description: `For the owner. \`owner\` hands the ${kind} over: then you are an admin.`,
    params: whoIn(kind),
    body: { schema: NewRole, example: { role: 'admin' } },
    answers: { 200: { description: 'The member.', schema: Membership, example: { ...BOB, role: 'admin' } } },
    failures: {
      invalid_input: 'This value is not allowed here.',
      forbidden: 'You may not change roles.',
      not_found: 'There is no such member.',
      conflict: `A ${kind} needs an owner. Hand it over to somebody else instead.`,
    },
  }))
  setRole(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @UserId() userId: number,
    @Body(parsed(NewRole)) { role }: NewRole,
  ): Promise<Membership> {
    return this.members.setRole(actor, placeId, userId, role);
  }

  @Delete(':userId')
  @HttpCode(204)
  @Documented((kind) => ({
    tag: wordsOf(kind).tag,
    summary: `Remove a member of a ${kind}, or leave`,
    description: `For admins, who can remove members but no admins; the owner can remove anyone. With your own id you leave: an owner passes the ${kind} on to the oldest admin, then the oldest member, and the last one ends it.`,
    params: whoIn(kind),
    answers: { 204: { description: `They are no member any more, and hear nothing more of the ${kind}.` } },
    failures: { forbidden: 'You may not remove members.', not_found: 'There is no such member.' },
  }))
  remove(@CurrentActor() actor: Actor, @PlaceId() placeId: number, @UserId() userId: number): Promise<void> {
    return this.members.remove(actor, placeId, userId);
  }
}
