import { Injectable, Logger } from '@nestjs/common';
import type { OpenTransferState, OpenWay } from '../shared/transfer-payloads.js';
import { OpenStates } from '../transfers/open-states.js';
import { LostDevices } from '../transfers/elsewhere/lost-devices.js';
import { TransferSignals } from '../transfers/elsewhere/transfer-signals.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { Broadcast } from './wire/broadcast.js';
import type { Outgoing } from './wire/dialect.js';

/** Tells whoever connects which files wait for them: a page that is loaded anew goes on where the last one was. */
@Injectable()
export class TransferGreetings {
  private readonly logger = new Logger('Transfers');

  constructor(
    private readonly states: OpenStates,
    devices: LostDevices,
    signals: TransferSignals,
    private readonly connections: Connections,
  ) {
    connections.onArrival = (connection) => {
      devices.back(connection.actor);
      // After whatever is said to a newcomer at once, such as `ready`.
      queueMicrotask(() => this.greet(connection));
    };
    connections.onLoss = ({ actor }) => devices.lost(actor);
    devices.isConnected = ({ id, session_id }) => connections.ofSession(id, session_id).length > 0;
    signals.onFound = (transfers) => {
      const people = new Set(transfers.flatMap(({ sender, ways }) => [sender, ...ways.keys()]));
      for (const userId of people)
        for (const connection of connections.ofUser(userId))
          this.tell(connection, this.states.elsewhereOf(connection.actor, transfers));
    };
  }

  private greet(connection: Connection): void {
    this.push(connection, this.states.hereOf(connection.actor));
    this.tell(connection, this.states.elsewhereOf(connection.actor));
  }

  private tell(connection: Connection, asked: Promise<OpenTransferState[]>): void {
    asked.then(
      (states) => this.push(connection, states),
      (error) => this.logger.error({ err: error }, 'Open transfers of other instances could not be told'),
    );
  }

  private push(connection: Connection, states: readonly OpenTransferState[]): void {
    const events = states
      .filter(({ chat_id }) => this.connections.hears(connection, chat_id))
      .flatMap((state) => newsFor(connection, state));
    if (events.length === 0) return;
    const frames = new Broadcast(events).framesFor(connection.dialect);
    if (frames) connection.push(frames);
  }
}

function newsFor({ actor }: Connection, state: OpenTransferState): Outgoing[] {
  const { recipients: _all, ways, ...offer } = state;
  if (state.sender === actor.id) return ways.flatMap((way) => newsForSender(state, way));
  const offered: Outgoing<'transfer:offered'> = { event: 'transfer:offered', payload: offer };
  return ways.flatMap((way): Outgoing[] => {
    if (way.state === 'offered') return [offered];
    if (way.state === 'paused') return [offered, pausedAt(state, way)];
    const payload = { ...about(state, way), bytes: way.bytes, size: state.size };
    return [offered, { event: 'transfer:progress', payload }];
  });
}

function newsForSender(state: OpenTransferState, way: OpenWay): Outgoing[] {
  if (way.state === 'paused') return [pausedAt(state, way)];
  if (way.state !== 'accepted' || way.sending) return [];
  const payload = { ...about(state, way), username: way.username, offset: way.offset };
  return [{ event: 'transfer:accepted', payload }];
}

const pausedAt = (state: OpenTransferState, way: OpenWay): Outgoing<'transfer:paused'> => ({
  event: 'transfer:paused',
  payload: { ...about(state, way), offset: way.bytes },
});

const about = ({ transfer_id, chat_id }: OpenTransferState, { user_id }: OpenWay) => ({
  transfer_id,
  chat_id,
  user_id,
});
