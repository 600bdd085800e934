import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { ChatFinder } from '../chats/chat-finder.js';
import { conflict, forbidden } from '../errors/app-error.js';
import type { LiveMessage } from '../shared/payloads.js';
import { MessageRates } from './message-rates.js';
import { MessageWriter } from './message-writer.js';
import type { NewMessage } from './messages.dto.js';

@Injectable()
export class MessagesService {
  constructor(
    private readonly writer: MessageWriter,
    private readonly chats: ChatFinder,
    private readonly rates: MessageRates,
  ) {}

  /**
   * Stores a message and resolves once it is durable. `created: false` answers a repeated `client_id` with the first
   * message; with another text that is a `conflict`. The membership is checked in the transaction that stores.
   */
  async send(
    actor: Actor,
    chatId: number,
    { text, client_id }: NewMessage,
  ): Promise<{ message: LiveMessage; created: boolean }> {
    this.rates.demand(actor);
    const draft = { chat_id: chatId, sender_id: actor.id, sender_username: actor.username, text, client_id };
    const written = await this.writer.write(draft);
    if (!written) return this.refuse(actor, chatId);
    if (written.message.text !== text) throw conflict('You used this client_id for another message in this chat.');
    return written;
  }

  private async refuse(actor: Actor, chatId: number): Promise<never> {
    await this.chats.membershipOf(actor, chatId);
    throw forbidden('write in this chat');
  }
}
