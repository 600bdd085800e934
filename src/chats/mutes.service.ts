import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { demand } from '../access/policy.js';
import { EventBus } from '../events/event-bus.js';
import { ChatFinder } from './chat-finder.js';
import { mutedMs, mutedUntilOf } from './muting.js';

/** $1 the chat or server, $2 who, $3 until when. */
const MUTE = 'UPDATE memberships SET muted_until = $3::timestamptz WHERE chat_id = $1 AND user_id = $2';

/** How loud the chat $1 is now for $2; a channel no louder than its server. */
const MUTED = `
SELECT ${mutedMs('m', 'sm')} AS muted_ms
FROM memberships m
LEFT JOIN channels ch ON ch.chat_id = m.chat_id
LEFT JOIN memberships sm ON sm.chat_id = ch.server_id AND sm.user_id = m.user_id
WHERE m.chat_id = $1 AND m.user_id = $2`;

/** The same of each channel of the server $1. */
const CHANNELS_MUTED = `
SELECT ch.chat_id, ${mutedMs('m', 'sm')} AS muted_ms
FROM channels ch
JOIN memberships m ON m.chat_id = ch.chat_id AND m.user_id = $2
JOIN memberships sm ON sm.chat_id = ch.server_id AND sm.user_id = $2
WHERE ch.server_id = $1 ORDER BY ch.place, ch.chat_id`;

interface MutedRow {
  chat_id: number;
  muted_ms: number | null;
}

/** Whether a person wants to be bothered by a chat, or by a whole server. Nobody else knows. */
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
    const muted_until = await this.store(actor, chatId, until);
    this.events.publish('chat muted', { chat_id: chatId, user_id: actor.id, muted_until });
    return muted_until;
  }

  /** All its channels, those that are made later too; what was muted by itself stays as it is when this is over. */
  async muteServer(actor: Actor, serverId: number, until: string | null): Promise<string | null> {
    demand((await this.chats.serverOf(actor, serverId)).role, 'mute the server');
    const muted_until = await this.store(actor, serverId, until);
    const channels = await this.database.query<MutedRow[]>(CHANNELS_MUTED, [serverId, actor.id]);
    this.events.publish('server muted', { server_id: serverId, user_id: actor.id, muted_until });
    for (const { chat_id, muted_ms } of channels)
      this.events.publish('chat muted', { chat_id, user_id: actor.id, muted_until: mutedUntilOf(muted_ms) });
    return muted_until;
  }

  private async store(actor: Actor, chatId: number, until: string | null): Promise<string | null> {
    await this.database.query(MUTE, [chatId, actor.id, until === 'always' ? 'infinity' : until]);
    const [row] = await this.database.query<MutedRow[]>(MUTED, [chatId, actor.id]);
    return mutedUntilOf(row?.muted_ms ?? null);
  }
}
