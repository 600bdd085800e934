import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { TokenBuckets } from '../access/token-bucket.js';
import { ChatFinder } from '../chats/chat-finder.js';
import { Config } from '../config/config.js';
import { conflict, forbidden, rateLimited } from '../errors/app-error.js';
import type { LiveMessage } from '../shared/payloads.js';
import { MessageWriter } from './message-writer.js';
import type { NewMessage } from './messages.dto.js';

/** 20 a second in bursts of 100, so that a queue written offline passes (contract.md section 8). */
const PER_SECOND = 20;
const BURST = 100;

@Injectable()
export class MessagesService {
  private readonly rates = new TokenBuckets(PER_SECOND, BURST);

  constructor(
    private readonly writer: MessageWriter,
    private readonly chats: ChatFinder,
    private readonly config: Config,
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
    this.demandRate(actor);
    const draft = { chat_id: chatId, sender_id: actor.id, sender_username: actor.username, text, client_id };
    const written = await this.writer.write(draft);
    if (!written) return this.refuse(actor, chatId);
    if (written.message.text !== text) throw conflict('You used this client_id for another message in this chat.');
    return written;
  }

  private demandRate(actor: Actor): void {
    const wait = this.config.rateLimit ? this.rates.take(actor.id) : 0;
    if (wait) throw rateLimited(wait, 'You are writing very fast. Wait a second and try again.');
  }

  private async refuse(actor: Actor, chatId: number): Promise<never> {
    await this.chats.membershipOf(actor, chatId);
    throw forbidden('write in this chat');
  }
}
