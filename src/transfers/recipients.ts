import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Companions } from '../chats/companions.js';
import { Config } from '../config/config.js';
import { PresenceService } from '../presence/presence.service.js';
import type { RoomUser } from '../shared/payloads.js';
import { VisiblePresence } from '../users/visible-presence.js';

/**
 * To whom a file may be offered: those whom the sender may know to be here. Somebody who is away, hides it, or has
 * blocked the sender looks the same. People on other instances are out of reach where this one has no INSTANCE_URL.
 */
@Injectable()
export class Recipients {
  constructor(
    private readonly companions: Companions,
    private readonly presence: PresenceService,
    private readonly visible: VisiblePresence,
    private readonly config: Config,
  ) {}

  async of(actor: Actor, chatId: number): Promise<RoomUser[]> {
    const others = await this.companions.othersIn(chatId, actor.id);
    const ids = others.map(({ user_id }) => user_id);
    const online = this.config.instanceUrl ? this.presence.isOnline(ids) : this.presence.isHere(ids);
    const seen = await this.visible.of(actor, [...online]);
    return others.filter(({ user_id }) => seen.get(user_id)?.is_online);
  }
}
