import { Body, Controller, Get, Post, Req, Res, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CsrfInHandler } from '../../access/csrf.decorator.js';
import { CsrfTokens } from '../../access/csrf-tokens.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { LimitedTo } from '../../access/limited-to.decorator.js';
import { parse } from '../../contract/parsed.js';
import { partAsSaid, type SentPicture } from '../../icons/as-said.js';
import { checkIcon } from '../../icons/check-icon.js';
import { ChannelsService } from '../../servers/channels.service.js';
import { ServerDirectory } from '../../servers/server-directory.service.js';
import { ServerIcons } from '../../servers/server-services.js';
import { NewChannelBody, NewServerBody } from '../../servers/servers.dto.js';
import { ServersService } from '../../servers/servers.service.js';
import { formFailure } from '../form-failure.js';
import { PICTURE_AND_FIELDS } from '../one-picture.js';
import { Page, PageForm } from '../page.decorator.js';

type Fields = Record<string, unknown>;

const BEGINNING = { visibility: 'private', channel: 'general' };
const EXAMPLE = {
  ...{ name: 'The yard', description: 'Engines and boats', category: 'Machines', visibility: 'public' },
  ...{ channel: 'general', icon: '(a file)' },
};
const CATEGORIES_OFFERED = 30;

/** The form says the name of a first channel, because nobody can talk in a server without one. */
const WithChannel = NewServerBody.extend({ channel: NewChannelBody.shape.name });

@Controller('server-web')
export class NewServerPage {
  constructor(
    private readonly servers: ServersService,
    private readonly channels: ChannelsService,
    private readonly icons: ServerIcons,
    private readonly directory: ServerDirectory,
    private readonly csrf: CsrfTokens,
  ) {}

  @Get('new')
  @Page('Make a server')
  show(@CurrentActor() actor: Actor, @Res() response: Response): Promise<void> {
    return this.render(actor, response, { values: BEGINNING });
  }

  /** Everything is checked before anything is made. */
  @Post()
  @CsrfInHandler()
  @LimitedTo('groups made')
  @UseInterceptors(FileInterceptor('icon', PICTURE_AND_FIELDS))
  @PageForm('Make a server', EXAMPLE, { type: 'multipart/form-data' })
  async make(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Body() body: Fields = {},
    @UploadedFile() file: SentPicture | undefined,
    @Res() response: Response,
  ): Promise<void> {
    this.csrf.demand(request, body._csrf);
    try {
      const id = await this.makeWhole(actor, body, partAsSaid(file, 'icon'));
      response.redirect(303, `/server-web/${id}?saved=made`);
    } catch (error) {
      await this.render(actor, response, { values: textsIn(body), ...formFailure(response, error) });
    }
  }

  private async makeWhole(actor: Actor, body: Fields, picture: Buffer): Promise<number> {
    const named = typeof body.channel === 'string' && body.channel.trim() !== '';
    const { channel, ...wanted } = named
      ? parse(WithChannel, body)
      : { ...parse(NewServerBody, body), channel: undefined };
    if (picture.length) await checkIcon(picture);
    const { id } = await this.servers.make(actor, wanted);
    if (picture.length) await this.icons.set(actor, id, picture);
    if (channel !== undefined) await this.channels.make(actor, id, { name: channel, topic: '' });
    return id;
  }

  private async render(actor: Actor, response: Response, rest: object): Promise<void> {
    const categories = await this.directory.categories(actor, { onlyPublic: true, most: CATEGORIES_OFFERED });
    response.render('servers/new', { categories, ...rest });
  }
}

const textsIn = (body: Fields): Fields =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string'));
