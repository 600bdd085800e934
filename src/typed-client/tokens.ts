import { ParleyError } from './parley-error.js';
import type { TokenAnswer } from './types.js';

/** Where the refresh token is: in the memory of the program, or in an HttpOnly cookie that only the browser sees. */
export type RefreshIn = 'memory' | 'cookie';

export interface TokenSource {
  /** Asks the server for new tokens; `refresh` is left out where the cookie has it. */
  refresh(refresh: string | undefined): Promise<TokenAnswer>;
  /** Is told of each new refresh token, to be kept for the next start. */
  changed(tokens: TokenAnswer): void;
  /** The refresh token is no good any more: somebody has to sign in again. */
  lost(): void;
}

/** The tokens of one person on one device. However many requests need a new access token at once, one refresh is made. */
export class Tokens {
  private refreshing: Promise<string> | undefined;

  constructor(
    private held: TokenAnswer,
    private readonly source: TokenSource,
    private readonly refreshIn: RefreshIn = 'memory',
  ) {}

  get access(): string | undefined {
    return this.held.access;
  }

  get refresh(): string | undefined {
    return this.held.refresh;
  }

  /** Seconds since 1970 at which the access token ends, or 0 where there is none (RFC 7519, section 4.1.4). */
  get expires(): number {
    const [, claims] = this.held.access?.split('.') ?? [];
    if (!claims) return 0;
    const { exp = 0 } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: number };
    return exp;
  }

  /** An access token other than this one, which was refused or is about to end. */
  renew(stale: string | undefined): Promise<string> {
    if (this.held.access && this.held.access !== stale) return Promise.resolve(this.held.access);
    this.refreshing ??= this.refreshNow().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  forget(): void {
    this.held = {};
  }

  private async refreshNow(): Promise<string> {
    if (this.refreshIn === 'memory' && !this.held.refresh) throw signedOut();
    try {
      const fresh = await this.source.refresh(this.held.refresh);
      this.held = { ...this.held, ...fresh };
    } catch (error) {
      // Without a cookie there is nothing to send at all.
      if (error instanceof ParleyError && ['not_authenticated', 'invalid_input'].includes(error.code)) {
        this.forget();
        this.source.lost();
      }
      throw error;
    }
    this.source.changed(this.held);
    return this.held.access!;
  }
}

const signedOut = () => new ParleyError('not_authenticated', 'Nobody is signed in. Sign in first.');
