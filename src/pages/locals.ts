import { Injectable, Logger } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CsrfTokens } from '../access/csrf-tokens.js';
import { nextPage } from '../access/next-page.js';
import { Config } from '../config/config.js';
import type { Profile } from '../shared/payloads.js';
import { UsersService } from '../users/users.service.js';
import { type Assets, assets } from './page-files.js';
import { readerOf } from './reader.js';
import { Places } from './servers/places.js';
import { Sidebars } from './sidebar.js';

const SAVED = [
  ...['profile', 'theme', 'privacy', 'password', 'sessions', 'blocked'],
  ...['about', 'icon', 'members', 'code', 'closed', 'left', 'deleted', 'asked'],
  ...['made', 'banner', 'channels', 'left-server', 'deleted-server'],
];

/** What every page knows: who reads it, its security token, theme, zone and files. Loaded when a page is rendered, not before. */
@Injectable()
export class Locals {
  private readonly logger = new Logger(Locals.name);
  private readonly files: () => Assets;

  constructor(
    private readonly users: UsersService,
    private readonly sidebars: Sidebars,
    private readonly places: Places,
    private readonly csrf: CsrfTokens,
    private readonly config: Config,
  ) {
    const found = config.production ? assets() : undefined;
    this.files = () => found ?? assets();
  }

  /** Express renders synchronously and knows nothing of the reader, so every page passes through here first. */
  middleware(): RequestHandler {
    return (request: Request, response: Response, next: NextFunction) => {
      const render = response.render.bind(response);
      const renderFor = async (view: string, options: object) => {
        try {
          render(view, { ...(await this.of(request, response)), ...options });
        } catch (error) {
          request.next!(error);
        }
      };
      response.render = ((view: string, options: object = {}) => void renderFor(view, options)) as Response['render'];
      next();
    };
  }

  private async of(request: Request, response: Response): Promise<object> {
    return {
      ...readerOf(request),
      ...(await this.signedIn(request)),
      ...this.about(request),
      csrfToken: this.csrf.tokenFor(request, response),
      assets: this.files(),
      now: new Date().toISOString(),
      operator: this.config.operatorName,
      host: this.config.publicUrl && new URL(this.config.publicUrl).host,
    };
  }

  /** An error page must come out even while the database is away. */
  private async signedIn(request: Request): Promise<object> {
    const { actor } = request;
    if (!actor) return { me: null };
    try {
      const [me, sidebar, places] = await Promise.all([
        this.meOf(actor),
        this.sidebars.of(request, actor),
        this.places.rail(request, actor),
      ]);
      return { me, sidebar, places };
    } catch (error) {
      this.logger.error({ err: error }, 'The reader of a page could not be read');
      return { me: null };
    }
  }

  private async meOf(actor: Actor): Promise<Profile & { first: string; administers: boolean }> {
    const profile = await this.users.profileOf(actor);
    return {
      ...profile,
      administers: actor.site_admin,
      first: profile.first_name || profile.display_name.split(/\s/u)[0] || profile.username,
    };
  }

  private about(request: Request): object {
    const { saved } = request.query;
    return {
      address: nextPage(request.originalUrl),
      saved: SAVED.find((name) => name === saved),
      aboutChat: /^\/(?:chat|group)-web\//.test(request.path),
      aboutServer: request.path.startsWith('/server-web/'),
    };
  }
}
