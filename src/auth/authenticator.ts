import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { SessionData } from 'express-session';
import type { Actor, Identity } from '../access/actor.js';
import { cookieOf } from '../access/cookies.js';
import { senderOf } from '../access/sender.js';
import { Config } from '../config/config.js';
import { forbidden } from '../errors/app-error.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { Tokens } from './tokens/tokens.service.js';
import { bearerOf } from './bearer.js';
import { LiveSessions } from './sessions/live-sessions.js';
import { WebSessions } from './sessions/web-sessions.js';

type Asking = IncomingMessage & { session?: Partial<SessionData> };

/**
 * Who is this? The one place that reads cookies and tokens, for requests, upgrades and frames alike. What a caller says
 * on purpose decides alone: with a token that is no good they are nobody, whatever cookies come with it.
 */
@Injectable()
export class Authenticator {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly refreshing: Tokens,
    private readonly sessions: LiveSessions,
    private readonly web: WebSessions,
    private readonly config: Config,
  ) {}

  /** The caller of an HTTP request whose session has been loaded, or null. */
  async ofRequest(request: Asking): Promise<Identity | null> {
    const bearer = bearerOf(request);
    if (bearer !== null) return this.byToken(bearer, 'bearer');
    return this.byCookies(request);
  }

  /**
   * The caller of a WebSocket upgrade, or null if the upgrade does not say. Throws `forbidden` for a cookie that another
   * site's page brings along: browsers open sockets anywhere and send the cookies with them.
   */
  async ofUpgrade(request: Asking): Promise<Identity | null> {
    const bearer = bearerOf(request);
    if (bearer !== null) return this.byToken(bearer, 'bearer');
    const query = this.config.allowQueryToken ? queryTokenOf(request.url) : null;
    if (query !== null) return this.byToken(query, 'query', request);
    if (!this.bringsCookie(request)) return null;
    if (!this.isOfOurs(request)) throw forbidden('connect from another site');
    if (cookieOf(request, 'session', this.config)) await this.web.attach(request);
    return this.byCookies(request, request);
  }

  /** The caller who holds this access token, of a handshake or a frame, or null; on a socket, with the upgrade it began as. */
  async ofToken(token: string, upgrade?: IncomingMessage): Promise<Actor | null> {
    const claims = await this.tokens.read(token);
    const actor = claims && (await this.sessions.actorOf(claims.sid, claims.sub));
    if (!actor) return null;
    const { id, username, session_id, kind, site_admin } = actor;
    // Field by field: a copy by `...` has a hidden class of its own, which takes 300 bytes for each socket.
    const signedIn: Actor = { id, username, session_id, kind, site_admin, expires_at: claims.exp * 1000 };
    if (upgrade && (await this.bringsRefreshToken(upgrade, actor))) signedIn.refreshes = true;
    return signedIn;
  }

  /** Whether the device is still signed in and its person not disabled. The answer may be two seconds old. */
  async stillLive(actor: Actor): Promise<boolean> {
    return (await this.sessions.actorOf(actor.session_id, actor.id)) !== null;
  }

  private async byCookies(request: Asking, upgrade?: IncomingMessage): Promise<Identity | null> {
    const { user_id, session_id } = request.session ?? {};
    const actor = user_id && session_id ? await this.sessions.actorOf(session_id, user_id) : null;
    if (actor) return { actor, by: 'session' };
    const token = cookieOf(request, 'access', this.config);
    return token ? this.byToken(token, 'cookie', upgrade) : null;
  }

  private async byToken(token: string, by: Identity['by'], upgrade?: IncomingMessage): Promise<Identity | null> {
    const actor = await this.ofToken(token, upgrade);
    return actor && { actor, by };
  }

  /** Only the very token counts: with a made-up cookie, whoever has found an access token could stay for ever. */
  private async bringsRefreshToken(upgrade: IncomingMessage, { session_id }: Actor): Promise<boolean> {
    const token = cookieOf(upgrade, 'refresh', this.config);
    return token !== undefined && this.isOfOurs(upgrade) && this.refreshing.isCurrent(token, session_id);
  }

  private isOfOurs(request: IncomingMessage): boolean {
    const sender = senderOf(request, this.config);
    return sender === 'own' || sender === 'silent';
  }

  private bringsCookie(request: IncomingMessage): boolean {
    return Boolean(cookieOf(request, 'session', this.config) ?? cookieOf(request, 'access', this.config));
  }
}

function queryTokenOf(url = ''): string | null {
  const query = url.indexOf('?');
  return query < 0 ? null : new URLSearchParams(url.slice(query)).get('token');
}
