import { Injectable, Logger } from '@nestjs/common';
import type { Actor, Identity } from '../../access/actor.js';
import { Authenticator } from '../../auth/authenticator.js';
import { failureOf, notAuthenticated } from '../../errors/app-error.js';
import { STATUS_OF } from '../../errors/status-of.js';
import { Admission } from '../arrival/admission.js';
import type { Arrival } from '../arrival/arrivals.js';
import type { ChatAddress } from '../arrival/chat-address.js';
import type { GuestOfChat } from '../arrival/guests.js';
import { refuse, type Upgrade } from '../arrival/upgrade.js';
import { SocketTimes } from '../socket-times.js';
import type { Link } from '../wire/link.js';
import { Conversation } from './conversation.js';
import type { ChatDialect, Host, RawConnection } from './raw.connection.js';
import { frameOf } from './raw.dialect.js';
import { RawSocketServer } from './raw-socket.server.js';
import { Stranger } from './stranger.js';

type SpokenGuest = GuestOfChat & { spoken: ChatDialect | null };

/** `ws/chat/<id>/`, `ws/chat/<name>/`, and `ws/file/<id>/` with other frames: who may come in, and how they say who they are (contract section 4). */
@Injectable()
export class ChatDoor {
  private readonly logger = new Logger('Sockets');
  private readonly host: Host = {
    receive: (connection, frame) => this.conversation.receive(connection, frame),
    gone: (connection, code) => this.admission.leave(connection, saidGoodbye(code)),
  };

  constructor(
    private readonly authenticator: Authenticator,
    private readonly admission: Admission,
    private readonly sockets: RawSocketServer,
    private readonly conversation: Conversation,
    private readonly times: SocketTimes,
  ) {}

  /** Never rejects. */
  async open(upgrade: Upgrade, address: ChatAddress): Promise<void> {
    const arrival = this.admission.begin();
    try {
      const identity = await this.authenticator.ofUpgrade(upgrade.request);
      if (identity) await this.welcome(upgrade, identity, address, arrival);
      else if (saysWho(upgrade)) throw notAuthenticated('This token is not valid. Sign in again.');
      else this.await(upgrade, address);
    } catch (error) {
      this.turnAway(upgrade, error);
    } finally {
      arrival.over();
    }
  }

  /** Accepts and closes, because browsers cannot read an upgrade's status. Only a foreign page's cookie is refused. */
  turnAway(upgrade: Upgrade, error: unknown): void {
    if (failureOf(error).code === 'forbidden') return refuse(upgrade.socket, 403);
    this.sockets.accept(upgrade, (link) => this.close(link, error));
  }

  /** Everything is known before the answer 101 and the seat is taken in the same breath: no message is missed. */
  private async welcome(upgrade: Upgrade, { actor, by }: Identity, address: ChatAddress, arrival: Arrival) {
    const spoken = by === 'query' ? this.conversation.dialects.of(upgrade, address, 'in the address') : null;
    const guest = await this.guestOf(actor, address, spoken);
    this.sockets.accept(upgrade, (link) => {
      const connection = this.seat(link, guest, arrival);
      if (connection) this.conversation.begin(connection, []);
    });
  }

  /** Nobody has said who they are: a frame may. */
  private await(upgrade: Upgrade, address: ChatAddress): void {
    const leavePlace = this.admission.takePlace(upgrade.address);
    upgrade.socket.once('close', leavePlace);
    const unannounced = this.conversation.dialects.of(upgrade, address, 'in every frame');
    this.sockets.accept(upgrade, (link) => {
      const signIn = (token: string, spoken: ChatDialect | null) =>
        void this.signIn({ stranger, upgrade, token }, address, spoken).then(leavePlace);
      const stranger = new Stranger(link, this.times.signIn, signIn, unannounced);
    });
  }

  private async signIn(
    { stranger, upgrade, token }: { stranger: Stranger; upgrade: Upgrade; token: string },
    address: ChatAddress,
    spoken: ChatDialect | null,
  ): Promise<void> {
    const arrival = this.admission.begin();
    try {
      const actor = await this.authenticator.ofToken(token, upgrade.request);
      if (!actor) throw notAuthenticated('This token is not valid. Sign in again.');
      const connection = this.seat(stranger.link, await this.guestOf(actor, address, spoken), arrival);
      if (!connection) return;
      connection.say({ type: 'ready' });
      this.conversation.begin(connection, stranger.arrived);
    } catch (error) {
      this.close(stranger.link, error);
    } finally {
      arrival.over();
    }
  }

  private async guestOf(actor: Actor, address: ChatAddress, spoken: ChatDialect | null): Promise<SpokenGuest> {
    const place = spoken && typeof address === 'string' ? await spoken.chatNamed(actor, address) : address;
    return { ...(await this.admission.toChat(actor, place)), spoken };
  }

  /** Null for whoever is not let in, or is gone. */
  private seat(link: Link, guest: SpokenGuest, arrival: Arrival): RawConnection | null {
    // Whoever has hung up meanwhile could not be seen leaving: they would be here for ever.
    if (!link.isOpen) return null;
    const connection = this.conversation.connectionOf(guest, link, guest.spoken);
    try {
      this.admission.seat(connection, guest, arrival);
      connection.listen(this.host);
      return connection;
    } catch (error) {
      this.close(link, error);
      return null;
    }
  }

  private close(link: Link, error: unknown): void {
    const { code, detail } = failureOf(error);
    if (code === 'internal_error') this.logger.error({ err: error }, 'A socket could not be opened');
    link.push(frameOf({ type: 'error', code, detail }));
    link.close(STATUS_OF[code].close, detail);
  }
}

/** A client that closes on purpose says 1000, or nothing. A browser says 1001 for a page that is loaded anew, a lost connection is 1006. */
const saidGoodbye = (code: number): boolean => code === 1000 || code === 1005;

/** Whether the caller has named a token on purpose: then it decides, and there is nothing to wait for. */
function saysWho({ request }: Upgrade): boolean {
  return request.headers.authorization !== undefined || /[?&]token=/.test(request.url ?? '');
}
