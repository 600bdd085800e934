import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { invalidInput, notFound } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import type { ChatRow } from '../shared/payloads.js';
import { UsersService } from '../users/users.service.js';
import { ChatList } from './chat-list.js';

/** Opens the one chat of two people. */
@Injectable()
export class PrivateChatsService {
  constructor(
    private readonly database: DataSource,
    private readonly users: UsersService,
    private readonly list: ChatList,
    private readonly events: EventBus,
  ) {}

  /** The chat of the caller with that person, made if there was none. Somebody who blocks the caller is not found. */
  async open(actor: Actor, username: string): Promise<{ chat: ChatRow; created: boolean }> {
    const peer = await this.users.findByUsername(actor, username);
    if (!peer) throw notFound('person');
    if (peer.id === actor.id) throw invalidInput({ username_input: ['That is you. Name somebody else.'] });

    const { chatId, created } = await this.findOrMake(Math.min(actor.id, peer.id), Math.max(actor.id, peer.id));
    if (created) this.events.publish('chat opened', { chat_id: chatId, user_ids: [actor.id, peer.id] });

    const chat = await this.list.rowFor(actor.id, chatId);
    if (!chat) throw notFound('chat');
    return { chat, created };
  }

  private async findOrMake(lowId: number, highId: number): Promise<{ chatId: number; created: boolean }> {
    const existing = await this.find(lowId, highId);
    if (existing) return { chatId: existing, created: false };
    const made = await this.database.transaction((tx) => this.make(tx, lowId, highId));
    if (made) return { chatId: made, created: true };
    const others = await this.find(lowId, highId);
    if (!others) throw notFound('person');
    return { chatId: others, created: false };
  }

  private async find(lowId: number, highId: number): Promise<number | undefined> {
    const [row] = await this.database.query('SELECT chat_id FROM private_chats WHERE low_id = $1 AND high_id = $2', [
      lowId,
      highId,
    ]);
    return row?.chat_id;
  }

  /** The pair's key decides a race: the second one to insert it waits, finds it taken and makes nothing. */
  private async make(tx: EntityManager, lowId: number, highId: number): Promise<number | undefined> {
    const [{ id }] = await tx.query("INSERT INTO chats (kind, low_id) VALUES ('private', $1) RETURNING id", [lowId]);
    const [pair] = await tx.query(
      'INSERT INTO private_chats (low_id, high_id, chat_id) VALUES ($1, $2, $3) ON CONFLICT (low_id, high_id) DO NOTHING RETURNING chat_id',
      [lowId, highId, id],
    );
    if (!pair) {
      await tx.query('DELETE FROM chats WHERE id = $1', [id]);
      return undefined;
    }
    await tx.query('INSERT INTO memberships (chat_id, user_id) VALUES ($1, $2), ($1, $3)', [id, lowId, highId]);
    return id;
  }
}
