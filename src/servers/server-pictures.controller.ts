import { Controller, Delete, Get, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
import { GroupIconsService } from '../groups/group-icons.service.js';
import { IconAnswer } from '../groups/groups.dto.js';
import { BANNER } from '../icons/bounds.js';
import { iconBody } from '../icons/icon-body.js';
import { serveIcon } from '../icons/serve-icon.js';
import { BannersService } from './banners.service.js';
import { ServerDirectory } from './server-directory.service.js';
import { BannerAnswer } from './servers.dto.js';
import { UNKNOWN, WHICH } from './servers.examples.js';

const FORMATS = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml'];
const HASH = '0f'.repeat(32);
const NONE = 'There is no such picture.';
const SHOWN = { ...WHICH, hash: 'As `icon` or `banner` names it.' };
const PICTURE = {
  200: { description: 'The picture.', type: 'image/*' },
  304: { description: 'You have it already.' },
};
const ServerId = (what = 'server') => Param('serverId', idOf(what));

/** The icon of a server, which is checked and kept as that of a group, and its banner, which is larger. */
@Controller('server/:serverId')
export class ServerPicturesController {
  constructor(
    private readonly icons: GroupIconsService,
    private readonly banners: BannersService,
    private readonly directory: ServerDirectory,
  ) {}

  @Put('icon')
  @Documented({
    tag: 'Servers',
    summary: 'Set the icon of a server',
    description:
      'For admins. The body is the file itself: PNG, JPEG, GIF, WebP or SVG, at most 70×70 px and 16 kB. It is drawn anew without anything hidden in it.',
    params: WHICH,
    body: { schema: z.string().meta({ format: 'binary' }), example: '', type: FORMATS },
    answers: {
      200: {
        description: 'Where the icon is now.',
        schema: IconAnswer,
        example: { icon: `/server/21/icon/${HASH}` },
      },
    },
    failures: {
      invalid_input: 'The picture is 90 × 90 pixels: at most 70 × 70 are possible. Scale it down and try again.',
      forbidden: 'You may not change its icon.',
      not_found: UNKNOWN,
    },
  })
  async setIcon(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Req() request: Request,
  ): Promise<IconAnswer> {
    await this.icons.demandMayChange(actor, serverId);
    return this.icons.set(actor, serverId, await iconBody(request));
  }

  @Delete('icon')
  @HttpCode(204)
  @Documented({
    tag: 'Servers',
    summary: 'Remove the icon of a server',
    params: WHICH,
    answers: { 204: { description: 'It has none now.' } },
    failures: { forbidden: 'You may not change its icon.', not_found: UNKNOWN },
  })
  removeIcon(@CurrentActor() actor: Actor, @ServerId() serverId: number): Promise<void> {
    return this.icons.remove(actor, serverId);
  }

  @Get('icon')
  @Documented({
    tag: 'Servers',
    summary: 'Where the icon of a server is now',
    description: 'For whoever may know of the server: leads to the address that `icon` names.',
    params: WHICH,
    answers: { 302: { description: 'There.' } },
    failures: { not_found: NONE },
  })
  async findIcon(
    @CurrentActor() actor: Actor,
    @ServerId('picture') serverId: number,
    @Res() response: Response,
  ): Promise<void> {
    response.redirect(302, await this.directory.pictureOf(actor, serverId, 'icon'));
  }

  @Get('icon/:hash')
  @Documented({
    tag: 'Servers',
    summary: 'The icon of a server',
    description: 'At the address that `icon` names. That of a public server is for everybody who is signed in.',
    params: SHOWN,
    answers: PICTURE,
    failures: { not_found: NONE },
  })
  async showIcon(
    @CurrentActor() actor: Actor,
    @ServerId('picture') serverId: number,
    @Param('hash') hash: string,
    @Res() response: Response,
  ): Promise<void> {
    serveIcon(response, { ...(await this.icons.of(actor, serverId, hash)), hash });
  }

  @Put('banner')
  @Documented({
    tag: 'Servers',
    summary: 'Set the banner of a server',
    description: 'For admins. As the icon, but at most 960×320 px and 128 kB.',
    params: WHICH,
    body: { schema: z.string().meta({ format: 'binary' }), example: '', type: FORMATS },
    answers: {
      200: {
        description: 'Where the banner is now.',
        schema: BannerAnswer,
        example: { banner: `/server/21/banner/${HASH}` },
      },
    },
    failures: {
      invalid_input: 'The picture is too large: at most 128 kB are possible. Save it smaller and try again.',
      forbidden: 'You may not change the server.',
      not_found: UNKNOWN,
    },
  })
  async setBanner(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Req() request: Request,
  ): Promise<BannerAnswer> {
    await this.banners.demandMayChange(actor, serverId);
    return this.banners.set(actor, serverId, await iconBody(request, 'banner', BANNER));
  }

  @Delete('banner')
  @HttpCode(204)
  @Documented({
    tag: 'Servers',
    summary: 'Remove the banner of a server',
    params: WHICH,
    answers: { 204: { description: 'It has none now.' } },
    failures: { forbidden: 'You may not change the server.', not_found: UNKNOWN },
  })
  removeBanner(@CurrentActor() actor: Actor, @ServerId() serverId: number): Promise<void> {
    return this.banners.remove(actor, serverId);
  }

  @Get('banner')
  @Documented({
    tag: 'Servers',
    summary: 'Where the banner of a server is now',
    description: 'For whoever may know of the server: leads to the address that `banner` names.',
    params: WHICH,
    answers: { 302: { description: 'There.' } },
    failures: { not_found: NONE },
  })
  async findBanner(
    @CurrentActor() actor: Actor,
    @ServerId('picture') serverId: number,
    @Res() response: Response,
  ): Promise<void> {
    response.redirect(302, await this.directory.pictureOf(actor, serverId, 'banner'));
  }

  @Get('banner/:hash')
  @Documented({
    tag: 'Servers',
    summary: 'The banner of a server',
    description: 'At the address that `banner` names. That of a public server is for everybody who is signed in.',
    params: SHOWN,
    answers: PICTURE,
    failures: { not_found: NONE },
  })
  async showBanner(
    @CurrentActor() actor: Actor,
    @ServerId('picture') serverId: number,
    @Param('hash') hash: string,
    @Res() response: Response,
  ): Promise<void> {
    serveIcon(response, { ...(await this.banners.of(actor, serverId, hash)), hash });
  }
}
