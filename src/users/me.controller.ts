import { Body, Controller, Delete, Get, HttpCode, Patch, Put, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { parsed } from '../contract/parsed.js';
import { iconBody } from '../icons/icon-body.js';
import { People, Profile } from '../shared/payloads.js';
import { BlocksService } from './blocks.service.js';
import { AvatarAnswer, BlockedQuery, ProfileChanges } from './users.dto.js';
import { UsersService } from './users.service.js';

const PICTURE = `/user/1/avatar/${'0f'.repeat(32)}`;
const ADA: Profile = {
  id: 1,
  username: 'ada',
  display_name: 'Ada Lovelace',
  first_name: 'Ada',
  last_name: 'Lovelace',
  email: 'ada@example.org',
  bio: 'Notes on engines.',
  avatar: PICTURE,
  lastseen_visible: true,
  receipts_visible: true,
  typing_visible: true,
};
const EVE = { id: 3, username: 'eve', display_name: 'Eve', avatar: null, is_online: null, lastseen: null };
const SIGNED_OUT = 'Sign in first.';

@Controller('user/me')
export class MeController {
  constructor(
    private readonly users: UsersService,
    private readonly blocks: BlocksService,
  ) {}

  @Get()
  @Documented({
    tag: 'People',
    summary: 'Your profile',
    answers: { 200: { description: 'Everything that is kept about you.', schema: Profile, example: ADA } },
    failures: { not_authenticated: SIGNED_OUT },
  })
  show(@CurrentActor() actor: Actor): Promise<Profile> {
    return this.users.profileOf(actor);
  }

  @Patch()
  @Documented({
    tag: 'People',
    summary: 'Change your profile',
    description:
      'Send only what changes; other fields are ignored. Each of the three switches works both ways: whoever hides does not see.',
    body: { schema: ProfileChanges, example: { display_name: 'Ada Lovelace', lastseen_visible: false } },
    answers: {
      200: {
        description: 'The whole profile after the change.',
        schema: Profile,
        example: { ...ADA, lastseen_visible: false },
      },
    },
    failures: { invalid_input: 'This must be true or false.', not_authenticated: SIGNED_OUT },
  })
  update(@CurrentActor() actor: Actor, @Body(parsed(ProfileChanges)) changes: ProfileChanges): Promise<Profile> {
    return this.users.update(actor, changes);
  }

  @Get('blocked')
  @Documented({
    tag: 'People',
    summary: 'Whom you block',
    description: '`next` is the `cursor` of the following page, or null at the end.',
    query: BlockedQuery,
    answers: { 200: { description: 'A page of people.', schema: People, example: { results: [EVE], next: null } } },
    failures: { invalid_input: 'cursor must be a positive whole number.', not_authenticated: SIGNED_OUT },
  })
  blocked(@CurrentActor() actor: Actor, @Query(parsed(BlockedQuery)) query: BlockedQuery): Promise<People> {
    return this.blocks.list(actor, query);
  }

  @Put('avatar')
  @Documented({
    tag: 'People',
    summary: 'Set your picture',
    description:
      'The body is the file itself: PNG, JPEG, GIF, WebP or SVG, at most 70×70 px and 16 kB. It is drawn anew without anything hidden in it; of an animation the first picture is kept.',
    body: {
      schema: z.string().meta({ format: 'binary' }),
      example: '',
      type: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml'],
    },
    answers: { 200: { description: 'Where the picture is now.', schema: AvatarAnswer, example: { avatar: PICTURE } } },
    failures: {
      invalid_input: 'The picture is 90 × 90 pixels: at most 70 × 70 are possible. Scale it down and try again.',
      not_authenticated: SIGNED_OUT,
    },
  })
  async setAvatar(@CurrentActor() actor: Actor, @Req() request: Request): Promise<AvatarAnswer> {
    return this.users.setAvatar(actor, await iconBody(request, 'avatar'));
  }

  @Delete('avatar')
  @HttpCode(204)
  @Documented({
    tag: 'People',
    summary: 'Remove your picture',
    answers: { 204: { description: 'You have no picture now.' } },
    failures: { not_authenticated: SIGNED_OUT },
  })
  removeAvatar(@CurrentActor() actor: Actor): Promise<void> {
    return this.users.removeAvatar(actor);
  }
}
