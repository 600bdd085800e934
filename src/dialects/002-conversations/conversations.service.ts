import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { RateLimits } from '../../access/rate-limits.js';
import { AllChats } from '../../chats/all-chats.js';
import { PrivateChatsService } from '../../chats/private-chats.service.js';
import { idNumber } from '../../contract/fields.js';
import { parse } from '../../contract/parsed.js';
import { notFound } from '../../errors/app-error.js';
import { groupName, NewGroupBody } from '../../groups/groups.dto.js';
import { GroupsService } from '../../groups/groups.service.js';
import { LIMITS } from '../../shared/limits.js';
import type { AnyRow } from '../../shared/payloads.js';
import { PeopleNamed } from '../../users/people-named.js';
import { Participants } from './participants.js';
import type { Conversation, User } from './shapes.js';

const ids = z
  .array(idNumber, { error: 'This must be a list of ids.' })
  .max(LIMITS.groupMembers, `At most ${LIMITS.groupMembers} people at once.`)
  .optional();

/** The list is called either way; without a name a group is called after its people. */
export const NewConversation = z
  .object({
    participant_ids: ids,
    participants: ids,
    name: z.union([z.literal('').transform(() => undefined), groupName]).nullish(),
  })
  .transform(({ participant_ids, participants, name }, context) => {
    const people = participant_ids ?? participants;
    if (people?.length) return { people, name: name ?? undefined };
    context.addIssue({ code: 'custom', path: ['participant_ids'], message: 'Say whom you want to talk to.' });
    return z.NEVER;
  });
export type NewConversation = z.output<typeof NewConversation>;

const BEGINNINGS = `
SELECT c.id, c.created_at FROM memberships m JOIN chats c ON c.id = m.chat_id WHERE m.user_id = $1 AND c.id = ANY($2::int[])`;

/** Private chats and groups, as the conversations of system 002. */
@Injectable()
export class Conversations {
  constructor(
    private readonly chats: AllChats,
    private readonly participants: Participants,
    private readonly database: DataSource,
  ) {}

  /** A page of them, newest first. */
  async page(actor: Actor, query: { limit: number; cursor?: string }) {
    const { rows, next } = await this.chats.of(actor, query);
    return { conversations: await this.present(actor, rows), next };
  }

  /** Throws `not_found` for one that is not the caller's. */
  async one(actor: Actor, chatId: number): Promise<Conversation> {
    const row = await this.chats.rowFor(actor.id, chatId);
    const [conversation] = row ? await this.present(actor, [row]) : [];
    if (!conversation) throw notFound('chat');
    return conversation;
  }

  private async present(actor: Actor, rows: AnyRow[]): Promise<Conversation[]> {
    const chatIds = rows.map(({ id }) => id);
    const [people, beginnings] = await Promise.all([
      this.participants.of(actor, chatIds),
      this.database.query<{ id: number; created_at: Date }[]>(BEGINNINGS, [actor.id, chatIds]),
    ]);
    const begun = new Map(beginnings.map(({ id, created_at }) => [id, created_at.toISOString()]));
    return rows.map((row) => conversationOf(row, people.get(row.id) ?? [], begun.get(row.id) ?? row.time));
  }
}

/** Who begins one finds the one that two people have already. */
@Injectable()
export class NewConversations {
  constructor(
    private readonly people: PeopleNamed,
    private readonly privateChats: PrivateChatsService,
    private readonly groups: GroupsService,
    private readonly limits: RateLimits,
  ) {}

  /** With one other person their private chat, with more a new group. Throws `invalid_input` for ids of nobody. */
  async begin(actor: Actor, { people, name }: NewConversation): Promise<{ id: number; created: boolean }> {
    const named = await this.people.withIds(actor, people, 'participant_ids');
    const others = named.filter(({ id }) => id !== actor.id).map(({ username }) => username);
    if (others.length > 1) return { id: await this.makeGroup(actor, others, name), created: true };
    const { chat, created } = await this.privateChats.open(actor, others[0] ?? actor.username);
    return { id: chat.id, created };
  }

  private async makeGroup(actor: Actor, members: string[], name = nameOf([actor.username, ...members])) {
    await this.limits.take('groups made', actor.id);
    return (await this.groups.make(actor, parse(NewGroupBody, { name, members }))).id;
  }
}

/** As many of the people as fit into a name. */
function nameOf(usernames: string[]): string {
  const whole = usernames.join(', ');
  return whole.length <= LIMITS.groupName ? whole : `${whole.slice(0, LIMITS.groupName - 1)}…`;
}

const conversationOf = (row: AnyRow, participants: User[], created_at: string): Conversation => ({
  id: row.id,
  name: row.kind === 'private' ? row.username : row.name,
  is_group: row.kind === 'group',
  participants,
  last_message: row.last_seq ? { sender: row.last_sender, content: row.lastMessage, timestamp: row.time } : null,
  unread_count: row.unread,
  created_at,
  updated_at: row.time,
});
