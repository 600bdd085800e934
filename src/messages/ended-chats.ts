import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { EventBus } from '../events/event-bus.js';

/** In the order in which everybody locks them; then nobody can write there any more. */
const END = [
  'SELECT FROM memberships WHERE chat_id = ANY($1::int[]) ORDER BY chat_id, user_id FOR UPDATE',
  'DELETE FROM memberships WHERE chat_id = ANY($1::int[])',
  'INSERT INTO ended_chats (chat_id) SELECT unnest($1::int[])',
];

const PIECE = 5000;
const piecesOf = (table: string) =>
  `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE chat_id = $1 LIMIT ${PIECE}))`;
const REMAINS = ['messages', 'read_ranges', 'mentions'].map(piecesOf);

const AGAIN_MS = 60_000;

/**
 * Ends chats: at once for everybody who was in them, and in pieces for what was said there, because deleting a million
 * messages takes longer than any statement may. What a server leaves behind, the next start takes up.
 */
@Injectable()
export class EndedChats implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EndedChats.name);
  private tidying: Promise<void> = Promise.resolve();
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    events: EventBus,
  ) {
    events.onHere('chat ended', () => this.tidySoon());
  }

  /** In the transaction of whoever ends them, who publishes 'chat ended' after the commit. */
  async end(tx: EntityManager, chatIds: number[]): Promise<void> {
    for (const statement of END) await tx.query(statement, [chatIds]);
  }

  onApplicationBootstrap(): void {
    this.tidySoon();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.tidying;
  }

  /** Resolves once nothing is left of the chats that have ended by now. */
  private tidySoon(): void {
    this.tidying = this.tidying.then(() => this.tidy()).catch((error: unknown) => this.tryAgain(error));
  }

  private tryAgain(error: unknown): void {
    if (this.stopping) return;
    this.logger.warn({ err: error }, 'What was said in an ended chat could not be deleted yet');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tidySoon(), AGAIN_MS).unref();
  }

  private async tidy(): Promise<void> {
    const chats: { chat_id: number }[] = await this.database.query('SELECT chat_id FROM ended_chats');
    for (const { chat_id } of chats) {
      for (const statement of REMAINS) await this.repeat(statement, chat_id);
      if (!this.stopping) await this.database.query('DELETE FROM chats WHERE id = $1', [chat_id]);
    }
  }

  private async repeat(statement: string, chatId: number): Promise<void> {
    for (let deleted = PIECE; deleted === PIECE && !this.stopping;)
      [, deleted] = await this.database.query<[unknown, number]>(statement, [chatId]);
  }
}
