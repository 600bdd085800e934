import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import type { AnyRow } from '../shared/payloads.js';
import { ChatList } from './chat-list.js';
import { GroupList } from './group-list.js';
import { cursorOf, type ListPage, type ListQuery } from './list-cursor.js';

/** Both lists as one, for whoever does not care which kind of chat it is. */
@Injectable()
export class AllChats {
  constructor(
    private readonly chats: ChatList,
    private readonly groups: GroupList,
  ) {}

  /** A page of both, newest first: the cursors of the lists are places in time, so one cursor serves both. */
  async of(actor: Actor, query: ListQuery & { limit: number }): Promise<ListPage<AnyRow>> {
    const [chats, groups] = await Promise.all([this.chats.of(actor, query), this.groups.of(actor, query)]);
    const all = newestFirst([...chats.rows, ...groups.rows]);
    const rows = all.slice(0, query.limit);
    const last = rows.at(-1);
    const hasMore = all.length > rows.length || chats.next !== null || groups.next !== null;
    return { rows, next: hasMore && last ? cursorOf(Date.parse(last.time), last.id) : null };
  }

  async rowFor(userId: number, chatId: number): Promise<AnyRow | null> {
    return (await this.rowsFor([userId], chatId)).get(userId) ?? null;
  }

  /** The row as each of these people sees it: with one query in a group, however many they are. */
  async rowsFor(userIds: number[], chatId: number): Promise<Map<number, AnyRow>> {
    const groups = await this.groups.rowsFor(userIds, chatId);
    if (groups.size) return groups;
    const chats = await Promise.all(userIds.map((userId) => this.chats.rowFor(userId, chatId)));
    return new Map(chats.flatMap((row, index) => (row ? [[userIds[index]!, row]] : [])));
  }

  /** The newest of the caller that are none of these. */
  async besides(actor: Actor, chatIds: number[], limit: number): Promise<AnyRow[]> {
    const [chats, groups] = await Promise.all([
      this.chats.besides(actor, chatIds, limit),
      this.groups.besides(actor, chatIds, limit),
    ]);
    return newestFirst([...chats, ...groups]).slice(0, limit);
  }
}

const newestFirst = (rows: AnyRow[]) => rows.toSorted((a, b) => b.time.localeCompare(a.time) || b.id - a.id);
