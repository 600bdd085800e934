import { Body, Controller, Get, Post, Req, Res, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CsrfInHandler } from '../access/csrf.decorator.js';
import { CsrfTokens } from '../access/csrf-tokens.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Config } from '../config/config.js';
import { parse } from '../contract/parsed.js';
import { partAsSaid, type SentPicture } from '../icons/as-said.js';
import { ProfileChanges } from '../users/users.dto.js';
import { UsersService } from '../users/users.service.js';
import { ONE_PICTURE } from './one-picture.js';
import { Page, PageForm } from './page.decorator.js';
import { SettingsView } from './settings-view.js';
import { isTheme } from './theme.js';

const YEAR_MS = 31_536_000_000;
const SHOWN = ['display_name', 'email', 'bio'];
const SWITCHES = ['lastseen_visible', 'receipts_visible', 'typing_visible'] as const;

@Controller('settings')
export class SettingsPage {
  constructor(
    private readonly view: SettingsView,
    private readonly users: UsersService,
    private readonly csrf: CsrfTokens,
    private readonly config: Config,
  ) {}

  @Get()
  @Page('Settings: profile, appearance, privacy, sessions, password')
  show(@CurrentActor() actor: Actor, @Res() response: Response): Promise<void> {
    return this.view.show(actor, response);
  }

  @Post('profile')
  @PageForm('Change your profile', { display_name: 'Ada Lovelace', bio: 'Analytical' })
  profile(
    @CurrentActor() actor: Actor,
    @Body() body: Record<string, unknown> = {},
    @Res() response: Response,
  ): Promise<void> {
    const values = Object.fromEntries(SHOWN.filter((name) => typeof body[name] === 'string').map((n) => [n, body[n]]));
    const act = async () => this.users.update(actor, parse(ProfileChanges, values));
    return this.view.attempt(actor, response, { what: 'profile', values, act });
  }

  /** A checkbox that is off is not sent at all. */
  @Post('privacy')
  @PageForm('Change who sees what of you', { lastseen_visible: 'on', receipts_visible: 'on', typing_visible: 'on' })
  privacy(
    @CurrentActor() actor: Actor,
    @Body() body: Record<string, unknown> = {},
    @Res() response: Response,
  ): Promise<void> {
    const values = Object.fromEntries(SWITCHES.map((name) => [name, body[name] === 'on']));
    const act = async () => this.users.update(actor, parse(ProfileChanges, values));
    return this.view.attempt(actor, response, { what: 'privacy', values, act });
  }

  @Post('theme')
  @PageForm('Choose a theme for this device', { theme: 'dark' })
  theme(@Body('theme') theme: unknown, @Res() response: Response): void {
    const kept = { path: '/', maxAge: YEAR_MS, sameSite: 'lax', secure: this.config.secureCookies } as const;
    if (isTheme(theme)) response.cookie('theme', theme, { ...kept, httpOnly: true });
    response.redirect(303, '/settings/?saved=theme#appearance');
  }

  /** Browsers without script can send a file only in several parts, among them the security token. */
  @Post('avatar')
  @CsrfInHandler()
  @UseInterceptors(FileInterceptor('avatar', ONE_PICTURE))
  @PageForm('Set your picture', { avatar: '(a file)' }, { type: 'multipart/form-data' })
  picture(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @UploadedFile() file: SentPicture | undefined,
    @Res() response: Response,
  ): Promise<void> {
    this.csrf.demand(request, (request.body as { _csrf?: unknown } | undefined)?._csrf);
    const act = async () => this.users.setAvatar(actor, partAsSaid(file, 'avatar'));
    return this.view.attempt(actor, response, { what: 'profile', act });
  }

  @Post('avatar/remove')
  @PageForm('Remove your picture')
  removePicture(@CurrentActor() actor: Actor, @Res() response: Response): Promise<void> {
    return this.view.attempt(actor, response, { what: 'profile', act: () => this.users.removeAvatar(actor) });
  }
}
