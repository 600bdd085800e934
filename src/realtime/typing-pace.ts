import { Injectable } from '@nestjs/common';
import { TypingService } from '../chats/typing.service.js';
import type { Connection } from './connection.js';

const ONCE_IN_MS = 2_000;

/** Passes typing on at most every two seconds for a connection and chat: every key pressed becomes as many frames as there are members (security D7). */
@Injectable()
export class TypingPace {
  private readonly last = new WeakMap<Connection, { chatId: number; at: number }>();

  constructor(private readonly typing: TypingService) {}

  async start(connection: Connection, chatId: number): Promise<void> {
    const last = this.last.get(connection);
    const now = performance.now();
    if (last?.chatId === chatId && now - last.at < ONCE_IN_MS) return;
    await this.typing.start(connection.actor, chatId);
    this.last.set(connection, { chatId, at: now });
  }
}
