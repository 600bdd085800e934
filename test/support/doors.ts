import type { RequestHandler } from 'express';
import type { Actor } from '../../src/access/actor.js';
import { type BareApp, bareApp } from './bare-app.js';
import { Town } from './town.js';

type Init = RequestInit & { json?: unknown };

/** The whole server, where whoever calls is taken at their word: for the doors behind signing in. */
export class Doors {
  private readonly known = new Map<string, Actor>();

  private constructor(
    readonly town: Town,
    private readonly server: () => BareApp,
  ) {}

  static async open(): Promise<Doors> {
    const doors: { here?: Doors } = {};
    const believe: RequestHandler = (request, _response, next) => {
      const actor = doors.here?.known.get(request.get('x-test-actor') ?? '');
      if (actor) Object.assign(request, { actor, signed_in_by: 'bearer' });
      next();
    };
    const server = await bareApp({}, (app) => void app.use(believe));
    doors.here = new Doors(await Town.found(server.database), () => server);
    return doors.here;
  }

  async close(): Promise<void> {
    await this.town.database.destroy();
    await this.server().close();
  }

  get url(): string {
    return this.server().url;
  }

  /** Calls as this person, or as nobody. */
  call(actor: Actor | null, method: string, path: string, { json, ...init }: Init = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (actor) {
      this.known.set(String(actor.id), actor);
      headers.set('x-test-actor', String(actor.id));
    }
    if (json !== undefined) headers.set('content-type', 'application/json');
    const body = json === undefined ? init.body : JSON.stringify(json);
    return fetch(this.url + path, { redirect: 'manual', ...init, method, headers, body });
  }
}
