import type { Actor } from '../../access/actor.js';
import type { SessionEnd } from '../../shared/events.js';
import type { Few } from '../../shared/few.js';
import type { Privacy } from '../../users/privacy.js';
import type { Connection } from '../connection.js';
import { Broadcast } from '../wire/broadcast.js';
import type { Link } from '../wire/link.js';
import type { Frames } from '../wire/text-frames.js';
import { acknowledgementOf, SOCKET_IO } from './socketio.dialect.js';

const MOST_OPEN = 20;

/** What is asked of the library's socket. */
interface LibrarySocket {
  readonly id: string;
  disconnect(close: boolean): unknown;
}

/** A signed-in socket of Socket.IO: it hears every chat of its person. */
export class SocketIoConnection implements Connection {
  readonly id: string;
  readonly dialect = SOCKET_IO;
  readonly onlyChat = null;
  actor: Actor;
  privacy: Privacy;
  heard: Few<number> = undefined;
  entered: Few<number> = undefined;
  private readonly looking = new Set<number>();

  constructor(
    private readonly socket: LibrarySocket,
    private readonly link: Link,
    person: { actor: Actor; privacy: Privacy },
  ) {
    this.id = socket.id;
    this.actor = person.actor;
    this.privacy = person.privacy;
  }

  push(frames: Frames): void {
    this.link.push(frames);
  }

  acknowledge(id: number, answer: unknown): void {
    this.link.push(acknowledgementOf(id, answer));
  }

  hasOpen(chatId: number): boolean {
    return this.looking.has(chatId);
  }

  /** Of more than twenty the first is forgotten, and returned: nobody looks at so many. */
  open(chatId: number): number | null {
    this.looking.delete(chatId);
    this.looking.add(chatId);
    if (this.looking.size <= MOST_OPEN) return null;
    const first = this.looking.values().next().value!;
    this.looking.delete(first);
    return first;
  }

  closeChat(chatId: number): void {
    this.looking.delete(chatId);
  }

  renewed(actor: Actor): void {
    this.actor = actor;
  }

  left(chatId: number): void {
    this.looking.delete(chatId);
  }

  /** The library's own disconnect tells the client not to come back by itself. */
  endSession(reason: SessionEnd): void {
    const said = new Broadcast([{ event: 'session:ended', payload: { reason } }]).framesFor(SOCKET_IO);
    if (said) this.link.push(said);
    this.link.release();
    this.socket.disconnect(true);
  }

  /** Closed like this, the client comes back by itself and catches up. */
  close(code: number, reason: string): void {
    this.link.close(code, reason);
  }
}
