import { ParleyError } from './parley-error.js';
import type { Tokens } from './tokens.js';

export type Query = Record<string, string | number | boolean | undefined>;

interface Kept {
  etag: string;
  body: unknown;
}

const ANSWER_MS = 15_000;
const MOST_KEPT = 200;

/**
 * Requests with the access token. One that ended is renewed silently, once for all requests that find it ended, and the
 * request is made again. Lists and pages that were asked for before cost the server's word that nothing changed.
 */
export class Rest {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly url: string,
    private readonly tokens: () => Tokens | undefined,
  ) {}

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.request<T>('GET', path + queryOf(query));
  }

  /** The answer's body; rejects with a ParleyError for everything that is no success. */
  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const stale = this.tokens()?.access;
    let answer = await this.once(method, path, body, stale);
    if (answer.status === 401 && this.tokens()) {
      const fresh = await this.tokens()!.renew(stale);
      answer = await this.once(method, path, body, fresh);
    }
    return (await this.bodyOf(answer, method, path)) as T;
  }

  /** One without a token, such as signing in; `credentials` where the answer sets cookies or is by cookie. */
  async open<T>(path: string, body: unknown, credentials: 'omit' | 'include'): Promise<T> {
    const answer = await this.fetch(path, { method: 'POST', credentials, ...jsonOf(body) });
    return (await this.bodyOf(answer, 'POST', path)) as T;
  }

  /** Nothing of one person is left for the next. */
  forget(): void {
    this.kept.clear();
  }

  private once(method: string, path: string, body: unknown, access: string | undefined): Promise<Response> {
    const { headers, ...json } = body === undefined ? { headers: {} } : jsonOf(body);
    const etag = method === 'GET' && this.kept.get(path)?.etag;
    return this.fetch(path, {
      method,
      credentials: 'omit',
      ...json,
      headers: {
        ...headers,
        ...(access && { Authorization: `Bearer ${access}` }),
        ...(etag && { 'If-None-Match': etag }),
      },
    });
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url + path, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
    } catch (cause) {
      throw new ParleyError('unavailable', 'The server could not be reached.', {}, { cause });
    }
  }

  private async bodyOf(answer: Response, method: string, path: string): Promise<unknown> {
    if (answer.status === 304) return structuredClone(this.kept.get(path)?.body);
    if (!answer.ok) throw await ParleyError.ofAnswer(answer);
    const text = await answer.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const etag = answer.headers.get('etag');
    if (method === 'GET' && etag) this.keep(path, { etag, body: structuredClone(body) });
    return body;
  }

  /** The newest stay. */
  private keep(path: string, kept: Kept): void {
    this.kept.delete(path);
    this.kept.set(path, kept);
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value!);
  }
}

const jsonOf = (body: unknown) => ({
  headers: { 'Content-Type': 'application/json' } as Record<string, string>,
  body: JSON.stringify(body),
});

function queryOf(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)]))).toString();
  return text && `?${text}`;
}
