import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DomainEvents } from '../events/domain-events.js';
import { EventBus } from '../events/event-bus.js';
import type { ServerEvent, ServerPayload } from '../shared/events.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { Delivery } from './delivery.js';

type Hands = Pick<DomainEvents['transfer done'], 'sender' | 'device' | 'user_id' | 'chat_id'>;

/** Tells both sides of a transfer what becomes of it. Nobody else in the chat hears of it. */
@Injectable()
export class TransferTellings implements OnModuleInit {
  constructor(
    private readonly events: EventBus,
    private readonly connections: Connections,
    private readonly delivery: Delivery,
  ) {}

  onModuleInit(): void {
    this.events.on('file offered', ({ user_ids, ...offer }) => {
      const hears = (connection: Connection) => this.connections.hears(connection, offer.chat_id);
      for (const userId of user_ids) this.delivery.toUser(userId, 'transfer:offered', offer, hears);
    });
    this.events.on('transfer accepted', (accepted) => this.tellAccepted(accepted));
    this.events.on('transfer declined', ({ sender, device: _device, ...payload }) =>
      this.delivery.toUser(sender, 'transfer:declined', payload, isFor(payload.chat_id)),
    );
    this.events.on('transfer progressed', (fact) => this.tellBoth('transfer:progress', fact));
    this.events.on('transfer paused', (fact) => this.tellBoth('transfer:paused', fact));
    this.events.on('transfer done', (fact) => this.tellBoth('transfer:done', fact));
    this.events.on('transfer failed', (fact) => this.tellBoth('transfer:failed', fact));
  }

  private tellAccepted({ sender, device, first, ...payload }: DomainEvents['transfer accepted']): void {
    const { transfer_id, chat_id, user_id } = payload;
    this.delivery.toUser(sender, 'transfer:accepted', payload, isFor(chat_id));
    if (!first) return;
    const failed = { transfer_id, chat_id, user_id, reason: 'taken' as const };
    const isOther = (connection: Connection) => connection.id !== device?.connection_id && isFor(chat_id)(connection);
    this.delivery.toUser(user_id, 'transfer:failed', failed, isOther);
  }

  /** Of the recipient's devices only the one that has taken the file; before that, all of them had the offer. */
  private tellBoth<E extends ServerEvent>(event: E, { sender, device, ...payload }: ServerPayload<E> & Hands): void {
    const { chat_id, user_id } = payload;
    const told = payload as unknown as ServerPayload<E>;
    this.delivery.toUser(sender, event, told, isFor(chat_id));
    const isTheirs = ({ actor }: Connection) => device === null || actor.session_id === device.session_id;
    this.delivery.toUser(user_id, event, told, (connection) => isTheirs(connection) && isFor(chat_id)(connection));
  }
}

/** A socket of one chat hears of that chat only. */
const isFor =
  (chatId: number) =>
  ({ onlyChat }: Connection): boolean =>
    onlyChat === null || onlyChat === chatId;
