import { Controller, Delete, Get, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
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

/** The banner of a server, and where its icon is; the icon itself is that of a group. */
@Controller('server/:serverId')
export class ServerPicturesController {
  constructor(
    private readonly banners: BannersService,
    private readonly directory: ServerDirectory,
  ) {}

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
