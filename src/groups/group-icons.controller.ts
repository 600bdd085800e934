import { Controller, Delete, Get, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { PlaceId } from '../contract/place-id.js';
import { iconBody } from '../icons/icon-body.js';
import { serveIcon } from '../icons/serve-icon.js';
import { GroupIconsService } from './group-icons.service.js';
import { IconAnswer } from './groups.dto.js';
import { wordsOf } from './groups.examples.js';

const FORMATS = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml'];
const HASH = '0f'.repeat(32);
const MAY_NOT = 'You may not change its icon.';

/** The icon of a group. `ServersModule` has the same routes, over its own services. */
@Controller('group/:groupId/icon')
export class GroupIconsController {
  constructor(private readonly icons: GroupIconsService) {}

  @Put()
  @Documented((kind) => ({
    tag: wordsOf(kind).tag,
    summary: `Set the icon of a ${kind}`,
    description:
      'For admins. The body is the file itself: PNG, JPEG, GIF, WebP or SVG, at most 70×70 px and 16 kB. It is drawn anew without anything hidden in it.',
    params: wordsOf(kind).which,
    body: { schema: z.string().meta({ format: 'binary' }), example: '', type: FORMATS },
    answers: {
      200: {
        description: 'Where the icon is now.',
        schema: IconAnswer,
        example: { icon: `/${kind}/12/icon/${HASH}` },
      },
    },
    failures: {
      invalid_input: 'The picture is 90 × 90 pixels: at most 70 × 70 are possible. Scale it down and try again.',
      forbidden: MAY_NOT,
      not_found: wordsOf(kind).unknown,
    },
  }))
  async set(@CurrentActor() actor: Actor, @PlaceId() placeId: number, @Req() request: Request): Promise<IconAnswer> {
    await this.icons.demandMayChange(actor, placeId);
    return this.icons.set(actor, placeId, await iconBody(request));
  }

  @Delete()
  @HttpCode(204)
  @Documented((kind) => ({
    tag: wordsOf(kind).tag,
    summary: `Remove the icon of a ${kind}`,
    params: wordsOf(kind).which,
    answers: { 204: { description: 'It has none now.' } },
    failures: { forbidden: MAY_NOT, not_found: wordsOf(kind).unknown },
  }))
  remove(@CurrentActor() actor: Actor, @PlaceId() placeId: number): Promise<void> {
    return this.icons.remove(actor, placeId);
  }

  @Get(':hash')
  @Documented((kind) => ({
    tag: wordsOf(kind).tag,
    summary: `The icon of a ${kind}`,
    description: `At the address that \`icon\` names. That of a public ${kind} is for everybody who is signed in.`,
    params: { ...wordsOf(kind).which, hash: 'As `icon` names it.' },
    answers: { 200: { description: 'The picture.', type: 'image/*' }, 304: { description: 'You have it already.' } },
    failures: { not_found: 'There is no such picture.' },
  }))
  async show(
    @CurrentActor() actor: Actor,
    @PlaceId('picture') placeId: number,
    @Param('hash') hash: string,
    @Res() response: Response,
  ): Promise<void> {
    serveIcon(response, { ...(await this.icons.of(actor, placeId, hash)), hash });
  }
}
