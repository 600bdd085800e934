import { randomUUID } from 'node:crypto';
import type { Actor } from '../../access/actor.js';
import type { SessionEnd } from '../../shared/events.js';
import type { FileServerFrame } from '../../shared/file-frames.js';
import { CLOSE, type ServerFrame } from '../../shared/frames.js';
import type { Privacy } from '../../users/privacy.js';
import type { GuestOfChat } from '../arrival/guests.js';
import { Expiry } from '../arrival/expiry.js';
import type { Connection } from '../connection.js';
import type { Dialect } from '../wire/dialect.js';
import type { Link } from '../wire/link.js';
import type { Frames } from '../wire/text-frames.js';
import { RAW_FRAMES, frameOf } from './raw.dialect.js';

const FAREWELLS: Record<SessionEnd, string> = {
  signed_out: 'This device was signed out.',
  password_changed: 'The password was changed. Sign in again.',
  token_reused: 'This device was signed out for safety. Sign in again.',
  expired: 'The token is over. Sign in again.',
};

/** A signed-in socket of one chat. */
export class RawConnection implements Connection {
  readonly id = randomUUID();
  readonly dialect: Dialect = RAW_FRAMES;
  readonly chats = new Set<number>();
  readonly onlyChat: number;
  /** The other one of a private chat. */
  readonly peerId: number | null;
  actor: Actor;
  privacy: Privacy;
  private readonly expiry: Expiry;

  constructor(
    person: Pick<GuestOfChat, 'actor' | 'privacy' | 'chatId' | 'peerId'>,
    readonly link: Link,
    tokenGrace: number,
  ) {
    this.onlyChat = person.chatId;
    this.peerId = person.peerId;
    this.actor = person.actor;
    this.privacy = person.privacy;
    this.expiry = new Expiry(tokenGrace, () => this.endSession('expired'));
    this.expiry.set(person.actor.expires_at);
    link.ws.once('close', () => this.expiry.stop());
  }

  push(frames: Frames): void {
    this.link.push(frames);
  }

  say(frame: ServerFrame | FileServerFrame): void {
    this.link.push(frameOf(frame));
  }

  /** Whoever connects to one chat is looking at it. */
  hasOpen(chatId: number): boolean {
    return chatId === this.onlyChat;
  }

  renewed(actor: Actor): void {
    this.actor = actor;
    this.expiry.set(actor.expires_at);
  }

  left(): void {
    this.close(CLOSE.notAMember, 'You are no member of this chat any more.');
  }

  endSession(reason: SessionEnd): void {
    this.close(CLOSE.notAuthenticated, FAREWELLS[reason]);
  }

  close(code: number, reason: string): void {
    this.link.close(code, reason);
  }
}
