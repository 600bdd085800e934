import { Body, Controller, Get, Param, Post, Req, Res, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CsrfInHandler } from '../../access/csrf.decorator.js';
import { CsrfTokens } from '../../access/csrf-tokens.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { idOf } from '../../contract/id-param.js';
import { parse } from '../../contract/parsed.js';
import { partAsSaid, type SentPicture } from '../../icons/as-said.js';
import { BannersService } from '../../servers/banners.service.js';
import { ServerJoining } from '../../servers/server-services.js';
import { ServerChanges } from '../../servers/servers.dto.js';
import { ServersService } from '../../servers/servers.service.js';
import { formFailure } from '../form-failure.js';
import { ONE_BANNER } from '../one-picture.js';
import { Page, PageForm } from '../page.decorator.js';
import { ServerAdministration } from './server-administration.js';

const ServerId = () => Param('serverId', idOf('server'));
const FIELDS = ['name', 'description', 'category', 'visibility'];

/** What a server is, and how one comes in. */
@Controller('server-web/:serverId')
export class ServerPage {
  constructor(
    private readonly administration: ServerAdministration,
    private readonly servers: ServersService,
    private readonly banners: BannersService,
    private readonly joining: ServerJoining,
    private readonly csrf: CsrfTokens,
  ) {}

  @Get()
  @Page('A server and its channels; of a public one, whoever is no member sees what it is')
  show(@CurrentActor() actor: Actor, @ServerId() serverId: number, @Res() response: Response): Promise<void> {
    return this.administration.overview(actor, serverId, response);
  }

  @Get('edit')
  @Page('Run a server: what it is, channels, members, code', { forbidden: 'You may not change the server.' })
  edit(@CurrentActor() actor: Actor, @ServerId() serverId: number, @Res() response: Response): Promise<void> {
    return this.administration.edit(actor, serverId, response);
  }

  /** One that was full or closed meanwhile says so on its page. */
  @Post('join')
  @PageForm('Join a public server')
  async join(@CurrentActor() actor: Actor, @ServerId() serverId: number, @Res() response: Response): Promise<void> {
    try {
      await this.joining.ofPublic(actor, serverId);
    } catch (error) {
      const { detail } = formFailure(response, error);
      return this.administration.overview(actor, serverId, response, { problem: { about: detail } });
    }
    response.redirect(303, `/server-web/${serverId}`);
  }

  @Post('about')
  @PageForm('Change what a server is', {
    name: 'The yard',
    description: '',
    category: 'Machines',
    visibility: 'public',
  })
  about(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Body() body: Record<string, unknown> = {},
    @Res() response: Response,
  ): Promise<void> {
    const values = Object.fromEntries(FIELDS.map((name) => [name, body[name]]));
    const act = async () => this.servers.change(actor, serverId, parse(ServerChanges, values));
    return this.administration.attempt(actor, response, { placeId: serverId, at: 'about', values, act });
  }

  @Post('banner')
  @CsrfInHandler()
  @UseInterceptors(FileInterceptor('banner', ONE_BANNER))
  @PageForm('Set the banner of a server', { banner: '(a file)' }, { type: 'multipart/form-data' })
  async banner(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Req() request: Request,
    @UploadedFile() file: SentPicture | undefined,
    @Res() response: Response,
  ): Promise<void> {
    await this.banners.demandMayChange(actor, serverId);
    this.csrf.demand(request, (request.body as { _csrf?: unknown } | undefined)?._csrf);
    const act = async () => this.banners.set(actor, serverId, partAsSaid(file, 'banner'));
    return this.administration.attempt(actor, response, { placeId: serverId, at: 'banner', act });
  }

  @Post('banner/remove')
  @PageForm('Remove the banner of a server')
  removeBanner(@CurrentActor() actor: Actor, @ServerId() serverId: number, @Res() response: Response): Promise<void> {
    const act = () => this.banners.remove(actor, serverId);
    return this.administration.attempt(actor, response, { placeId: serverId, at: 'banner', act });
  }
}
