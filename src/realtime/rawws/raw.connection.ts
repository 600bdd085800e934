import { randomBytes } from 'node:crypto';
import type { Actor } from '../../access/actor.js';
import type { SessionEnd } from '../../shared/events.js';
import type { Few } from '../../shared/few.js';
import type { FileServerFrame } from '../../shared/file-frames.js';
import { CLOSE, type ServerFrame } from '../../shared/frames.js';
import type { Privacy } from '../../users/privacy.js';
import type { GuestOfChat } from '../arrival/guests.js';
import type { Connection } from '../connection.js';
import type { RawDialect } from '../wire/dialect.js';
import type { ArrivedFrame, Link, LinkUser } from '../wire/link.js';
import { type Frames, textFrames } from '../wire/text-frames.js';
import { RAW_FRAMES } from './raw.dialect.js';
import type { ReadFrame } from './read-frame.js';

/** Where the clients of a dialect say who they are: that is what they are known by. */
export type TokensAre = 'in the address' | 'in every frame';

/**
 * The words of other clients on `ws/chat/<name>/`: what one of them says is answered by the services that answer ours,
 * and what everybody hears is put into their words once for all of them.
 */
export interface ChatDialect extends RawDialect {
  readonly tokensAre: TokensAre;
  /** The chat that this name means to them. Throws `not_found`. */
  chatNamed(actor: Actor, name: string): Promise<number>;
  /** What a frame of theirs asks for. The answer is in our words. */
  answer(connection: RawConnection, frame: ReadFrame): Promise<ServerFrame | undefined>;
}

const FAREWELLS: Record<SessionEnd, string> = {
  signed_out: 'This device was signed out.',
  password_changed: 'The password was changed. Sign in again.',
  token_reused: 'This device was signed out for safety. Sign in again.',
  expired: 'The token is over. Sign in again.',
};

/** Who listens to all of them. */
export interface Host {
  receive(connection: RawConnection, frame: ArrivedFrame): void;
  gone(connection: RawConnection, code: number): void;
}

/** A signed-in socket of one chat. */
export class RawConnection implements Connection, LinkUser {
  readonly id = randomBytes(12).toString('base64url');
  readonly dialect: RawDialect;
  readonly onlyChat: number;
  /** The other one of a private chat. */
  readonly peerId: number | null;
  actor: Actor;
  privacy: Privacy;
  heard: Few<number> = undefined;
  entered: Few<number> = undefined;
  /** Whether its person is in the room: whoever connects to one chat is looking at it. */
  isInRoom = true;
  private host: Host | null = null;

  constructor(
    person: Pick<GuestOfChat, 'actor' | 'privacy' | 'chatId' | 'peerId'>,
    readonly link: Link,
    /** Of another kind of client than our own. */
    readonly spoken: ChatDialect | null = null,
  ) {
    this.dialect = spoken ?? RAW_FRAMES;
    this.onlyChat = person.chatId;
    this.peerId = person.peerId;
    this.actor = person.actor;
    this.privacy = person.privacy;
  }

  /** From now on what comes over the link is said by this person. */
  listen(host: Host): void {
    this.host = host;
    this.link.user = this;
  }

  receive(frame: ArrivedFrame): void {
    this.host?.receive(this, frame);
  }

  gone(code: number): void {
    this.host?.gone(this, code);
  }

  push(frames: Frames): void {
    this.link.push(frames);
  }

  say(frame: ServerFrame | FileServerFrame): void {
    const text = this.dialect.answerOf(frame);
    if (text !== null) this.link.push(textFrames([text]));
  }

  hasOpen(chatId: number): boolean {
    return this.isInRoom && chatId === this.onlyChat;
  }

  renewed(actor: Actor): void {
    this.actor = actor;
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
