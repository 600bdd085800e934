import type { Actor } from '../../src/access/actor.js';
import { AccessTokens } from '../../src/auth/tokens/access-tokens.js';
import { type BareApp, bareApp } from './bare-app.js';
import { Town } from './town.js';

type Init = RequestInit & { json?: unknown };

/** The whole server with a town behind it, whose people are signed in without the time that a password takes. */
export class Doors {
  private readonly tokens = new Map<number, Promise<string>>();

  private constructor(
    readonly town: Town,
    readonly server: BareApp,
  ) {}

  static async open(): Promise<Doors> {
    const server = await bareApp();
    return new Doors(await Town.found(server.database), server);
  }

  async close(): Promise<void> {
    await this.town.database.destroy();
    await this.server.close();
  }

  get url(): string {
    return this.server.url;
  }

  /** Calls as this person, or as nobody. */
  async call(actor: Actor | null, method: string, path: string, { json, ...init }: Init = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (actor) headers.set('authorization', await this.bearerOf(actor));
    if (json !== undefined) headers.set('content-type', 'application/json');
    const body = json === undefined ? init.body : JSON.stringify(json);
    return fetch(this.url + path, { redirect: 'manual', ...init, method, headers, body });
  }

  async bearerOf({ id }: Actor): Promise<string> {
    const known = this.tokens.get(id) ?? this.signIn(id);
    this.tokens.set(id, known);
    return `Bearer ${await known}`;
  }

  private async signIn(userId: number): Promise<string> {
    const [device] = await this.town.database.query(
      "INSERT INTO sessions (user_id, kind) VALUES ($1, 'api') RETURNING id",
      [userId],
    );
    return this.server.app.get(AccessTokens, { strict: false }).sign(userId, device.id, 'test');
  }
}
