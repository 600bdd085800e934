import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GroupCommit } from '../database/group-commit.js';
import { preparedQuery } from '../database/prepared-query.js';
import { unavailable } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import type { LiveMessage } from '../shared/payloads.js';
import { WRITE_MESSAGES } from './write-messages.sql.js';

export interface Draft {
  chat_id: number;
  sender_id: number;
  sender_username: string;
  text: string;
  client_id?: string;
}

/** `null`: the sender may not write there. `text` differs from the draft's where its client_id was used before. */
export type Written = { message: LiveMessage; created: boolean } | null;

type Row = [ord: number, id: number, seq: number, time: Date, text: string | null];

const MOST_IN_A_BATCH = 512;
const MOST_WAITING = 10_000;
/** unique_violation, serialization_failure, deadlock_detected: another instance was faster; a new snapshot settles it. */
const WORTH_ANOTHER_TRY = new Set(['23505', '40001', '40P01']);

/** The write path: drafts in, durable messages out, published as one fact for each commit and only after it. */
@Injectable()
export class MessageWriter implements BeforeApplicationShutdown {
  private readonly queue = new GroupCommit<Draft, Written>((drafts) => this.commit(drafts), {
    batch: MOST_IN_A_BATCH,
    queue: MOST_WAITING,
    full: () => unavailable('The server is very busy. The message was not sent; try again in a moment.'),
    keyOf: ({ chat_id, sender_id, client_id }) => client_id && `${chat_id}.${sender_id}.${client_id}`,
  });
  private readonly figures = { messages: 0, commits: 0 };

  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
  ) {}

  /** Resolves when the message is durable. A failed commit rejects with `unavailable`: trying again is safe by client_id. */
  write(draft: Draft): Promise<Written> {
    return this.queue.add(draft);
  }

  /** For the metrics: what waits, and what was stored in how many commits. */
  get load(): { waiting: number; messages: number; commits: number } {
    return { waiting: this.queue.depth, ...this.figures };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.queue.drained();
  }

  private async commit(drafts: Draft[]): Promise<Written[]> {
    const rows = await this.store(drafts);
    const results = Array.from<Written>({ length: drafts.length }).fill(null);
    const created: LiveMessage[] = [];
    for (const row of rows) {
      const draft = drafts[row[0] - 1]!;
      const message = liveMessageOf(draft, row);
      const isNew = row[4] === null;
      if (isNew) created.push(message);
      results[row[0] - 1] = { message, created: isNew };
    }
    this.figures.commits++;
    this.figures.messages += created.length;
    if (created.length)
      this.events.publish(
        'messages sent',
        created.sort((a, b) => a.chat_id - b.chat_id || a.seq - b.seq),
      );
    return results;
  }

  private async store(drafts: Draft[], triesLeft = 3): Promise<Row[]> {
    try {
      return await preparedQuery<Row>(this.database, 'write-messages', WRITE_MESSAGES, [
        drafts.map((draft) => draft.chat_id),
        drafts.map((draft) => draft.sender_id),
        drafts.map((draft) => draft.text),
        drafts.map((draft) => draft.client_id ?? null),
      ]);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code && WORTH_ANOTHER_TRY.has(code) && triesLeft > 0) return this.store(drafts, triesLeft - 1);
      throw error;
    }
  }
}

function liveMessageOf(draft: Draft, [, id, seq, time, text]: Row): LiveMessage {
  return {
    chat_id: draft.chat_id,
    sender: draft.sender_id,
    sender_username: draft.sender_username,
    text: text ?? draft.text,
    time: time.toISOString(),
    read: false,
    read_by: [],
    id,
    seq,
    kind: 'text',
    ...(draft.client_id !== undefined && { client_id: draft.client_id }),
  };
}
