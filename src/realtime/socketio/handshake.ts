import type { IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import type { Actor, Identity } from '../../access/actor.js';
import { Authenticator } from '../../auth/authenticator.js';
import { failureOf, notAuthenticated, rateLimited } from '../../errors/app-error.js';
import { Admission } from '../arrival/admission.js';
import type { ChatSocket } from './chat-socket.js';

type Next = (error?: Error & { data?: unknown }) => void;

const MOST_TRIES = 3;

/** Who comes in by Socket.IO: known by cookie or `auth.token` before `connect` is answered (contract section 5). */
@Injectable()
export class Handshake {
  private readonly logger = new Logger('Sockets');
  private readonly known = new WeakMap<IncomingMessage, Identity | null>();
  private readonly tries = new WeakMap<object, number>();

  constructor(
    private readonly authenticator: Authenticator,
    private readonly admission: Admission,
  ) {}

  /** Whether the upgrade itself says who it is. Throws `forbidden` for the cookie of a foreign page. */
  async readUpgrade(request: IncomingMessage): Promise<boolean> {
    const identity = await this.authenticator.ofUpgrade(request);
    this.known.set(request, identity);
    return identity !== null;
  }

  /** The library's middleware: whoever it lets pass has a guest's seat waiting. Never rejects. */
  readonly middleware = async (socket: ChatSocket, next: Next): Promise<void> => {
    let refusal: Error | undefined;
    try {
      this.countTry(socket.conn);
      await this.letIn(socket);
    } catch (error) {
      refusal = this.refusalOf(error);
    }
    next(refusal);
    // The library takes the seat in the next tick, unless the client has hung up meanwhile.
    setImmediate(() => socket.data.arrival?.over());
  };

  /** Each try asks the database, and a client may send as many as it likes before the first is answered. */
  private countTry(conn: object): void {
    const tries = (this.tries.get(conn) ?? 0) + 1;
    this.tries.set(conn, tries);
    if (tries > MOST_TRIES) throw rateLimited(1);
  }

  private async letIn(socket: ChatSocket): Promise<void> {
    const { data, request } = socket;
    data.arrival = this.admission.begin();
    const actor = await this.actorOf(request, socket.handshake.auth);
    if (!actor) throw notAuthenticated();
    data.guest = await this.admission.toAllChats(actor);
    this.admission.demandWelcome(data.guest, data.arrival);
  }

  /** What is said on purpose decides alone: with a bad token the cookie does not count. */
  private async actorOf(request: IncomingMessage, { token }: Record<string, unknown>): Promise<Actor | null> {
    if (token !== undefined && token !== null)
      return typeof token === 'string' ? this.authenticator.ofToken(token, request) : null;
    const identity = this.known.get(request);
    return identity && (await this.authenticator.stillLive(identity.actor)) ? identity.actor : null;
  }

  private refusalOf(error: unknown): Error {
    const failure = failureOf(error);
    if (failure.code === 'internal_error') this.logger.error({ err: error }, 'A socket could not be opened');
    return Object.assign(new Error(failure.detail), { data: failure });
  }
}
