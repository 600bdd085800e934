import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { ChatMembers } from '../../chats/chat-members.js';
import { PresenceService } from '../../presence/presence.service.js';
import { LIMITS } from '../../shared/limits.js';
import { Faces } from '../../users/faces.js';
import type { PeopleQuery, ProfileChanges } from '../../users/users.dto.js';
import { UsersService } from '../../users/users.service.js';
import { ownUserOf, type User, userOf } from './shapes.js';

/** Of a conversation with more, these are shown. */
const SHOWN = 50;

/** People as clients of system 002 know them. */
@Injectable()
export class Participants {
  constructor(
    private readonly users: UsersService,
    private readonly members: ChatMembers,
    private readonly faces: Faces,
    private readonly presence: PresenceService,
  ) {}

  async own(actor: Actor): Promise<User> {
    const [profile, seen] = await Promise.all([this.users.profileOf(actor), this.ownPresence(actor)]);
    return ownUserOf(profile, seen);
  }

  async change(actor: Actor, changes: ProfileChanges): Promise<User> {
    await this.users.update(actor, changes);
    return this.own(actor);
  }

  /** `cursor` leads to the next page. */
  async everybody(actor: Actor, query: PeopleQuery): Promise<{ users: User[]; cursor: string | null; limit: number }> {
    const limit = query.limit ?? LIMITS.pageMax;
    const { results, next } = await this.users.list(actor, { ...query, limit });
    return { users: results.map(userOf), cursor: next, limit };
  }

  /** Who is in each of these conversations of the caller's: three queries, however many they are. */
  async of(actor: Actor, chatIds: number[]): Promise<Map<number, User[]>> {
    const members = await this.members.of(actor, chatIds, SHOWN);
    const faces = await this.faces.of(actor, [...new Set([...members.values()].flat())]);
    const people = new Map([...faces].map(([id, face]) => [id, userOf(face)]));
    return new Map([...members].map(([chatId, ids]) => [chatId, ids.flatMap((id) => people.get(id) ?? [])]));
  }

  private async ownPresence(actor: Actor): Promise<Pick<User, 'is_online' | 'last_seen'>> {
    const { is_online, lastseen } = (await this.faces.of(actor, [actor.id])).get(actor.id) ?? {};
    return { is_online: is_online ?? this.presence.isOnline([actor.id]).has(actor.id), last_seen: lastseen ?? null };
  }
}
