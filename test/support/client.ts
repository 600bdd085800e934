import { parseCookie, parseSetCookie } from 'cookie';
import type { Request, Response as ExpressResponse } from 'express';
import type { OpenApp } from './app.js';

/** A body that a test looks into without saying its shape again. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Answer<T = Json> {
  status: number;
  headers: Headers;
  body: T;
  text: string;
}

export interface Sending {
  method?: string;
  headers?: Record<string, string>;
  json?: unknown;
  form?: Record<string, string>;
  raw?: RequestInit['body'];
}

/** One request, without following redirects. */
export async function send<T = Json>(
  url: string,
  { method, headers, json, form, raw }: Sending = {},
): Promise<Answer<T>> {
  const body = form ? new URLSearchParams(form) : json === undefined ? raw : JSON.stringify(json);
  const type: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...type, ...headers },
    body,
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text, text };
}

/** Sends requests the way one kind of caller does. */
export abstract class Client {
  constructor(readonly app: OpenApp) {}

  abstract headers(): Record<string, string>;

  send<T = Json>(path: string, sending: Sending = {}): Promise<Answer<T>> {
    return send<T>(this.app.url + path, { ...sending, headers: { ...this.headers(), ...sending.headers } });
  }

  get = <T = Json>(path: string): Promise<Answer<T>> => this.send<T>(path);
  post = <T = Json>(path: string, json: unknown = {}): Promise<Answer<T>> => this.send<T>(path, { json });
  patch = <T = Json>(path: string, json: unknown): Promise<Answer<T>> => this.send<T>(path, { method: 'PATCH', json });
  put = <T = Json>(path: string, json: unknown): Promise<Answer<T>> => this.send<T>(path, { method: 'PUT', json });
  delete = <T = Json>(path: string): Promise<Answer<T>> => this.send<T>(path, { method: 'DELETE' });
}

/** Nobody: sends what it is told to and nothing else. */
export class Stranger extends Client {
  headers = () => ({});
}

/** An app: a Bearer token, no cookies. */
export class Phone extends Client {
  constructor(
    app: OpenApp,
    public access: string,
    public refresh: string,
  ) {
    super(app);
  }

  headers = () => ({ authorization: `Bearer ${this.access}` });
}

/** A browser: keeps cookies, and knows the security token of the page it looks at. */
export class Browser extends Client {
  readonly cookies = new Map<string, string>();
  csrf = '';

  headers = (): Record<string, string> => ({
    ...(this.cookies.size && { cookie: this.cookie() }),
    ...(this.csrf && { 'x-csrf-token': this.csrf }),
  });

  cookie = (): string => [...this.cookies].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ');

  override async send<T = Json>(path: string, sending: Sending = {}): Promise<Answer<T>> {
    const answer = await super.send<T>(path, sending);
    for (const line of answer.headers.getSetCookie()) this.keep(line);
    return answer;
  }

  /** What the page of a visitor would say in its form. */
  visit(): this {
    const request = { headers: { cookie: this.cookie() } } as Request;
    const response = { cookie: (name: string, value: string) => this.cookies.set(name, value) };
    this.csrf = this.app.csrf.tokenFor(request, response as unknown as ExpressResponse);
    return this;
  }

  /** Posts a form of the page it looks at. */
  submit(path: string, fields: Record<string, string>): Promise<Answer> {
    return this.send(path, { form: { _csrf: this.csrf, ...fields }, headers: { 'x-csrf-token': '' } });
  }

  /** Signs in by the form, and looks at a page of whoever is signed in from then on. */
  async signIn(username: string, password: string): Promise<this> {
    const answer = await this.visit().submit('/user/login/', { username, password });
    if (answer.status !== 303) throw new Error(`Signing ${username} in was answered with ${answer.status}`);
    return this.look();
  }

  async look(): Promise<this> {
    const { body } = await this.get('/user/me/sessions/');
    const { id } = body.find(({ current }: { current: boolean }) => current);
    this.csrf = this.app.csrf.tokenOfDevice(id);
    return this;
  }

  private keep(line: string): void {
    const { name, value = '', maxAge, expires } = parseSetCookie(line);
    const over = maxAge === 0 || (expires && expires.getTime() <= Date.now());
    if (over) this.cookies.delete(name);
    else this.cookies.set(name, parseCookie(`value=${value}`).value ?? value);
  }
}
