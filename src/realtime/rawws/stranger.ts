import { parse } from '../../contract/parsed.js';
import { failureOf, notAuthenticated } from '../../errors/app-error.js';
import { CLOSE } from '../../shared/frames.js';
import { SignIn } from '../arrival/sign-in.dto.js';
import type { ArrivedFrame, Link, LinkUser } from '../wire/link.js';
import type { ChatDialect } from './raw.connection.js';
import { frameOf } from './raw.dialect.js';
import { readFrame } from './read-frame.js';

const MOST_FRAMES = 100;
const MOST_BYTES = 256 * 1024;

/**
 * A socket nobody has signed in on. Nothing is delivered to it; it has some seconds to send an `auth` frame, or the first
 * of a dialect with a token in it. What follows that frame is kept in order until its token has been checked.
 */
export class Stranger implements LinkUser {
  private readonly deadline: NodeJS.Timeout;
  /** What came after it said who it is. */
  readonly arrived: ArrivedFrame[] = [];
  private bytes = 0;
  private signingIn = false;

  constructor(
    readonly link: Link,
    signInMs: number,
    private readonly onToken: (token: string, spoken: ChatDialect | null) => void,
    /** Of clients that have no `auth` frame, but a token in every frame. */
    private readonly unannounced: ChatDialect | null = null,
  ) {
    this.deadline = setTimeout(() => link.close(CLOSE.authTooLate, 'Nobody signed in here in time.'), signInMs).unref();
    link.user = this;
  }

  receive(frame: ArrivedFrame): void {
    if (!this.link.isOpen) return;
    if (this.signingIn) return this.keep(frame);
    if (frame.isBinary) return this.link.close(CLOSE.wrongKind, 'Frames are text here.');
    try {
      const { token, spoken } = this.announced(frame.data);
      this.signingIn = true;
      clearTimeout(this.deadline);
      // It said more than who it is.
      if (spoken) this.keep(frame);
      this.onToken(token, spoken);
    } catch (error) {
      this.link.push(frameOf({ type: 'error', ...failureOf(error) }));
    }
  }

  gone(): void {
    clearTimeout(this.deadline);
  }

  private announced(data: Buffer): { token: string; spoken: ChatDialect | null } {
    const { type, fields } = readFrame(data);
    const spoken = type === 'auth' ? null : this.unannounced;
    if (type !== 'auth' && !(spoken && fields.token !== undefined))
      throw notAuthenticated('Sign in first, with a frame of type auth.');
    return { token: parse(SignIn, fields).token, spoken };
  }

  private keep(frame: ArrivedFrame): void {
    this.bytes += frame.data.length;
    this.arrived.push(frame);
    if (this.arrived.length <= MOST_FRAMES && this.bytes <= MOST_BYTES) return;
    this.link.close(CLOSE.tooFast, 'That was too much before signing in.');
  }
}
