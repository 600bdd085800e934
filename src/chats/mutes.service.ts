import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { demand } from '../access/policy.js';
import { EventBus } from '../events/event-bus.js';
import { ChatFinder } from './chat-finder.js';
import { mutedMs, mutedUntilOf } from './muting.js';

const MUTE = `
UPDATE memberships m SET muted_until = $3::timestamptz WHERE m.chat_id = $1 AND m.user_id = $2
RETURNING ${mutedMs('m')} AS muted_ms`;

/** Whether a person wants to be bothered by a chat. Nobody else knows. */
@Injectable()
export class MutesService {
  constructor(
    private readonly database: DataSource,
    private readonly chats: ChatFinder,
    private readonly events: EventBus,
  ) {}

  /** Answers until when it is muted now. */
  async mute(actor: Actor, chatId: number, until: string | null): Promise<string | null> {
    demand((await this.chats.membershipOf(actor, chatId)).role, 'mute the chat');
    const [[row]] = await this.database.query<[{ muted_ms: number | null }[]]>(MUTE, [
      chatId,
      actor.id,
      until === 'always' ? 'infinity' : until,
    ]);
    const muted_until = mutedUntilOf(row?.muted_ms ?? null);
    this.events.publish('chat muted', { chat_id: chatId, user_id: actor.id, muted_until });
    return muted_until;
  }
}
