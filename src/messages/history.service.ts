import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { ChatFinder, type ChatOfMember } from '../chats/chat-finder.js';
import { notFound } from '../errors/app-error.js';
import { LIMITS } from '../shared/limits.js';
import type { ChatPage, Message, Readers } from '../shared/payloads.js';
import { type Seen, UNSEEN, VisiblePresence } from '../users/visible-presence.js';
import { NEWEST_BETWEEN, OLDEST_BETWEEN, READERS_OF, STEPS_OVER } from './history.sql.js';
import { presentMessage, type ReadStep, type StoredMessage } from './message.presenter.js';
import type { HistoryQuery, ReadersQuery } from './messages.dto.js';

const BEYOND_ALL = 2_147_483_647;

/** What was said in a chat, page by page. Reading is safe: it marks nothing as read. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly database: DataSource,
    private readonly chats: ChatFinder,
    private readonly presence: VisiblePresence,
  ) {}

  /** The newest page, or the one right before `before`, or right after `after`; oldest first, both bounds left out. */
  async page(actor: Actor, chatId: number, query: HistoryQuery = {}): Promise<ChatPage> {
    return this.pageIn(actor, await this.chats.membershipOf(actor, chatId), query);
  }

  /** The same where only a group will do. */
  async pageOfGroup(actor: Actor, groupId: number, query: HistoryQuery = {}): Promise<ChatPage> {
    return this.pageIn(actor, await this.chats.groupOf(actor, groupId), query);
  }

  /** Who has read the message, in the order of their ids. */
  async readers(actor: Actor, chatId: number, seq: number, query: ReadersQuery = {}): Promise<Readers> {
    const { last_seq } = await this.chats.membershipOf(actor, chatId);
    if (seq > last_seq) throw notFound('message');
    const limit = query.limit ?? LIMITS.pageDefault;
    const rows: { user_id: number; username: string; time: Date }[] = await this.database.query(READERS_OF, [
      chatId,
      seq,
      actor.id,
      query.cursor ?? 0,
      limit + 1,
    ]);
    const results = rows.slice(0, limit).map((reader) => ({ ...reader, time: reader.time.toISOString() }));
    return { results, next: rows.length > limit ? String(results.at(-1)!.user_id) : null };
  }

  private async pageIn(actor: Actor, chat: ChatOfMember, query: HistoryQuery): Promise<ChatPage> {
    const [{ messages, has_more }, presence] = await Promise.all([
      this.messagesOf(actor, chat.chat_id, query),
      this.presenceIn(actor, chat, query),
    ]);
    return {
      id: chat.chat_id,
      kind: chat.kind,
      chatname: chat.group?.name ?? chat.channel?.name ?? chat.peer?.username ?? '',
      username: chat.peer?.username ?? null,
      messages,
      myid: actor.id,
      ...presence,
      last_seq: chat.last_seq,
      read_up_to: chat.read_up_to,
      unread: chat.unread,
      mentions: chat.mentions,
      muted_until: chat.muted_until,
      ...(chat.group && { group: chat.group }),
      ...(chat.channel && { channel: chat.channel }),
      has_more,
    };
  }

  /** Of a group or channel only a number, and only where the page is not one of many: it looks at every member. */
  private async presenceIn(
    actor: Actor,
    { chat_id, peer }: ChatOfMember,
    { before, after }: HistoryQuery,
  ): Promise<Seen & Pick<ChatPage, 'online_count'>> {
    if (peer) return (await this.presence.of(actor, [peer.id])).get(peer.id) ?? UNSEEN;
    if (before !== undefined || after !== undefined) return UNSEEN;
    const online_count = await this.presence.countIn(actor, chat_id);
    return { ...UNSEEN, ...(online_count !== null && { online_count }) };
  }

  private async messagesOf(
    actor: Actor,
    chatId: number,
    query: HistoryQuery,
  ): Promise<{ messages: Message[]; has_more: boolean }> {
    const { before = BEYOND_ALL, after, limit = LIMITS.pageDefault } = query;
    const forward = after !== undefined;
    const found: StoredMessage[] = await this.database.query(forward ? OLDEST_BETWEEN : NEWEST_BETWEEN, [
      chatId,
      after ?? 0,
      before,
      limit + 1,
    ]);
    const shown = found.slice(0, limit);
    if (!forward) shown.reverse();
    return { messages: await this.withReaders(actor, shown), has_more: found.length > limit };
  }

  /** Adds who read what, for messages of any number of chats, with one query. Each chat's messages stand together. */
  async withReaders(actor: Actor, messages: StoredMessage[]): Promise<Message[]> {
    if (!messages.length) return [];
    const bounds = pagesOf(messages);
    const steps: ReadStep[] = await this.database.query(STEPS_OVER, [
      bounds.map(({ chatId }) => chatId),
      bounds.map(({ first }) => first),
      bounds.map(({ last }) => last),
      actor.id,
    ]);
    return messages.map((message) =>
      presentMessage(
        message,
        steps.filter(({ chat_id }) => chat_id === message.chat_id),
      ),
    );
  }
}

function pagesOf(messages: StoredMessage[]): { chatId: number; first: number; last: number }[] {
  const pages = new Map<number, { chatId: number; first: number; last: number }>();
  for (const { chat_id, seq } of messages) {
    const page = pages.get(chat_id);
    if (page) page.last = seq;
    else pages.set(chat_id, { chatId: chat_id, first: seq, last: seq });
  }
  return [...pages.values()];
}
