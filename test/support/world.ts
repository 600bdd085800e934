import type { DataSource } from 'typeorm';
import type { Actor } from '../../src/access/actor.js';
import { ChatFinder } from '../../src/chats/chat-finder.js';
import type { Config } from '../../src/config/config.js';
import { TopicsInMemory } from '../../src/cluster/topics.memory.js';
import { EventBus } from '../../src/events/event-bus.js';
import { MessageRates } from '../../src/messages/message-rates.js';
import { MessageWriter } from '../../src/messages/message-writer.js';
import { MessagesService } from '../../src/messages/messages.service.js';
import { ReceiptsService } from '../../src/receipts/receipts.service.js';
import type { ReadReceipt, LiveMessage } from '../../src/shared/payloads.js';
import { freshDatabase, openWithoutLimit, type TestDatabase } from './database.js';

/** A cast and a database of their own, so that a test can begin with its story. */
export class World {
  readonly events = new EventBus();
  readonly writer: MessageWriter;
  readonly chats: ChatFinder;
  readonly messages: MessagesService;
  readonly receipts: ReceiptsService;
  /** Everything that was told after a commit, in order. */
  readonly heard: LiveMessage[] = [];
  readonly receiptsHeard: (ReadReceipt & { shown: boolean })[] = [];

  private constructor(
    readonly database: DataSource,
    private readonly place: TestDatabase,
    readonly ada: Actor,
    readonly bob: Actor,
    readonly eve: Actor,
  ) {
    this.writer = new MessageWriter(database, this.events, new TopicsInMemory());
    this.chats = new ChatFinder(database);
    this.messages = new MessagesService(
      this.writer,
      this.chats,
      new MessageRates({ rateLimit: false } as Config, this.events),
    );
    this.receipts = new ReceiptsService(database, this.events);
    this.events.on('messages sent', (messages) => void this.heard.push(...messages));
    this.events.on('chat read', (receipt) => void this.receiptsHeard.push(receipt));
  }

  static async open(): Promise<World> {
    const place = await freshDatabase();
    const database = await openWithoutLimit(place);
    const [ada, bob, eve] = await Promise.all(['ada', 'bob', 'eve'].map((name) => person(database, name)));
    return new World(database, place, ada!, bob!, eve!);
  }

  async close(): Promise<void> {
    await this.database.destroy();
    await this.place.drop();
  }

  /** A second server on the same database. */
  elsewhere(): MessageWriter {
    return new MessageWriter(this.database, new EventBus(), new TopicsInMemory());
  }

  async privateChat(one: Actor, other: Actor): Promise<number> {
    const id = await this.groupOf(one, other);
    await this.database.query("UPDATE chats SET kind = 'private', low_id = $2 WHERE id = $1", [
      id,
      Math.min(one.id, other.id),
    ]);
    await this.database.query('INSERT INTO private_chats VALUES (least($1::int, $2), greatest($1::int, $2), $3)', [
      one.id,
      other.id,
      id,
    ]);
    return id;
  }

  async groupOf(...members: Actor[]): Promise<number> {
    const [{ id }] = await this.database.query("INSERT INTO chats (kind) VALUES ('group') RETURNING id");
    await this.database.query('INSERT INTO memberships (chat_id, user_id) SELECT $1, unnest($2::int[])', [
      id,
      members.map((m) => m.id),
    ]);
    return id;
  }

  async unread(actor: Actor, chatId: number): Promise<number> {
    return (await this.chats.membershipOf(actor, chatId)).unread;
  }

  /** What a count over the messages themselves says is unread: the truth that the counters must agree with. */
  async countedUnread(actor: Actor, chatId: number): Promise<number> {
    const [{ count }] = await this.database.query(
      `SELECT count(*) FROM messages g JOIN memberships m ON m.chat_id = g.chat_id AND m.user_id = $2
       WHERE g.chat_id = $1 AND g.seq > m.read_up_to AND g.sender_id <> $2`,
      [chatId, actor.id],
    );
    return count;
  }

  async seqs(chatId: number): Promise<number[]> {
    const rows = await this.database.query('SELECT seq FROM messages WHERE chat_id = $1 ORDER BY seq', [chatId]);
    return rows.map(({ seq }: { seq: number }) => seq);
  }
}

/** Somebody who can write; without a password nobody signs in as them. */
export async function person(database: DataSource, username: string): Promise<Actor> {
  const [{ id }] = await database.query(
    "INSERT INTO users (username, username_key, password_hash) VALUES ($1, $1, '-') RETURNING id",
    [username],
  );
  return { id, username, session_id: id, kind: 'api', site_admin: false };
}

/** 1, 2, 3 … n */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);
