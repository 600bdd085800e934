import { Injectable } from '@nestjs/common';
import type { OpenTransfer, Way } from '../transfers/open-transfer.js';
import { TransferEndings } from '../transfers/transfer-endings.js';
import { OpenTransfers } from '../transfers/open-transfers.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { Broadcast } from './wire/broadcast.js';
import type { Outgoing } from './wire/dialect.js';

/** Tells whoever connects which files wait for them: a page that is loaded anew goes on where the last one was. */
@Injectable()
export class TransferGreetings {
  constructor(
    private readonly open: OpenTransfers,
    endings: TransferEndings,
    connections: Connections,
  ) {
    connections.onArrival = (connection) => {
      endings.missed(connection.actor, null);
      // After whatever is said to a newcomer at once, such as `ready`.
      queueMicrotask(() => this.greet(connection));
    };
    connections.onLoss = ({ actor }) => endings.missed(actor, performance.now());
  }

  private greet(connection: Connection): void {
    const events = this.open
      .of(connection.actor.id)
      .filter(({ offer }) => connection.chats.has(offer.chat_id))
      .flatMap((transfer) => newsFor(connection, transfer));
    if (events.length === 0) return;
    const frames = new Broadcast(events).framesFor(connection.dialect);
    if (frames) connection.push(frames);
  }
}

function newsFor({ actor }: Connection, transfer: OpenTransfer): Outgoing[] {
  const { offer, ways } = transfer;
  if (offer.sender === actor.id) return [...ways.values()].flatMap((way) => newsForSender(transfer, way));
  const way = ways.get(actor.id);
  if (!way?.leg.isOpen || (way.device && way.device.session_id !== actor.session_id)) return [];
  const { leg } = way;
  const offered: Outgoing<'transfer:offered'> = { event: 'transfer:offered', payload: offer };
  if (leg.state === 'offered') return [offered];
  if (leg.state === 'paused') return [offered, pausedAt(transfer, way)];
  const payload = { ...about(transfer, way), bytes: leg.position, size: leg.size };
  return [offered, { event: 'transfer:progress', payload }];
}

function newsForSender(transfer: OpenTransfer, way: Way): Outgoing[] {
  const { leg, user, bridge } = way;
  if (leg.state === 'paused') return [pausedAt(transfer, way)];
  if (leg.state !== 'accepted' || bridge.hasSource) return [];
  const payload = { ...about(transfer, way), username: user.username, offset: leg.offset };
  return [{ event: 'transfer:accepted', payload }];
}

const pausedAt = (transfer: OpenTransfer, way: Way): Outgoing<'transfer:paused'> => ({
  event: 'transfer:paused',
  payload: { ...about(transfer, way), offset: way.leg.position },
});

const about = ({ offer: { transfer_id, chat_id } }: OpenTransfer, { user: { user_id } }: Way) => ({
  transfer_id,
  chat_id,
  user_id,
});
