import { Post, Req, Res, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CsrfInHandler } from '../../access/csrf.decorator.js';
import type { CsrfTokens } from '../../access/csrf-tokens.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { PlaceId } from '../../contract/place-id.js';
import type { GroupIconsService } from '../../groups/group-icons.service.js';
import { partAsSaid, type SentPicture } from '../../icons/as-said.js';
import { ONE_PICTURE } from '../one-picture.js';
import { PageForm } from '../page.decorator.js';
import type { Administration } from './administration.js';

/** The icon of a group or server. */
export abstract class IconPage {
  constructor(
    private readonly administration: Administration,
    private readonly icons: GroupIconsService,
    private readonly csrf: CsrfTokens,
  ) {}

  @Post('icon')
  @CsrfInHandler()
  @UseInterceptors(FileInterceptor('icon', ONE_PICTURE))
  @PageForm('Set the icon', { icon: '(a file)' }, { type: 'multipart/form-data' })
  async icon(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @Req() request: Request,
    @UploadedFile() file: SentPicture | undefined,
    @Res() response: Response,
  ): Promise<void> {
    await this.icons.demandMayChange(actor, placeId);
    this.csrf.demand(request, (request.body as { _csrf?: unknown } | undefined)?._csrf);
    const act = async () => this.icons.set(actor, placeId, partAsSaid(file, 'icon'));
    return this.administration.attempt(actor, response, { placeId, at: 'icon', act });
  }

  @Post('icon/remove')
  @PageForm('Remove the icon')
  removeIcon(@CurrentActor() actor: Actor, @PlaceId() placeId: number, @Res() response: Response): Promise<void> {
    const act = () => this.icons.remove(actor, placeId);
    return this.administration.attempt(actor, response, { placeId, at: 'icon', act });
  }
}
