import { Injectable } from '@nestjs/common';
import { TokenBuckets } from '../access/token-bucket.js';
import { TypingService } from '../chats/typing.service.js';
import { EventBus } from '../events/event-bus.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';

const ONCE_IN_SECONDS = 3;

/**
 * Passes typing on at most every three seconds for a person and chat, on however many devices and instances: every key pressed becomes
 * as many frames as there are members (security D7). Whoever hears of it takes it for over after five seconds.
 */
@Injectable()
export class TypingPace {
  private readonly pace = new TokenBuckets(1 / ONCE_IN_SECONDS, 1);

  constructor(
    private readonly typing: TypingService,
    private readonly connections: Connections,
    events: EventBus,
  ) {
    events.onElsewhere('typing started', ({ sender, chat_id }) => this.pace.spend(`${sender}.${chat_id}`));
  }

  async start(connection: Connection, chatId: number): Promise<void> {
    const { actor } = connection;
    if (this.connections.hears(connection, chatId) && this.pace.take(`${actor.id}.${chatId}`) > 0) return;
    await this.typing.start(actor, chatId);
  }
}
