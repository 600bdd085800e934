import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Topics } from '../cluster/topics.js';
import { GroupCommit } from '../database/group-commit.js';
import { unavailable } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import type { LiveMessage } from '../shared/payloads.js';
import type { Draft } from './draft.js';
import { KnownPairs } from './known-pairs.js';
import { storeMentions } from './store-mentions.js';
import { type Stored, storeMessages } from './store-messages.js';

/** `null`: the sender may not write there. `text` differs from the draft's where its client_id was used before. */
export type Written = { message: LiveMessage; created: boolean } | null;

const MOST_IN_A_BATCH = 512;
const MOST_WAITING = 10_000;
/**
 * Below 140 messages a second nobody waits. Above, fewer and larger commits are far less work (at 500 a second to a group
 * of 100: half of PostgreSQL's CPU, and 0.6 instead of 0.85 of what bare Socket.IO needs), up to some 32 messages in one of them.
 * Where many answer each other in step, a machine under load broke their 32 messages into commits of 17 on average; 30 since
 * a commit waits for as many as the one before had (PostgreSQL's CPU for each, in groups of 100: 0.24 to 0.17 of an INSERT's).
 * Two instances that commit half as much each would commit twice as often: each waits for twice as long.
 */
const GATHER = { ms: 7, enough: 32 };
const MOST_GATHERED_FOR = 3;

/** The write path: drafts in, durable messages out, published as one fact for each commit and only after it. */
@Injectable()
export class MessageWriter implements BeforeApplicationShutdown {
  private readonly logger = new Logger(MessageWriter.name);
  private readonly queue = new GroupCommit<Draft, Written>((drafts) => this.commit(drafts), {
    batch: MOST_IN_A_BATCH,
    queue: MOST_WAITING,
    gather: () => this.gather(),
    full: () => unavailable('The server is very busy. The message was not sent; try again in a moment.'),
    keyOf: ({ chat_id, sender_id, client_id }) => client_id && `${chat_id}.${sender_id}.${client_id}`,
  });
  private readonly known: KnownPairs;
  private readonly figures = { messages: 0, commits: 0 };

  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
    private readonly topics: Topics,
  ) {
    this.known = new KnownPairs(database);
  }

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

  private gather(): typeof GATHER {
    const instances = Math.min(1 + this.topics.others.length, MOST_GATHERED_FOR);
    return { ms: GATHER.ms * instances, enough: Math.ceil(GATHER.enough / instances) };
  }

  private async commit(drafts: Draft[]): Promise<Written[]> {
    const rows = await storeMessages(this.database, this.known, drafts);
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
    // They are stored for good: whatever comes of the mentions, nobody may try again.
    await storeMentions(this.database, created).catch((error: unknown) =>
      this.logger.warn({ err: error }, 'Mentions could not be remembered'),
    );
    if (created.length)
      this.events.publish(
        'messages sent',
        created.sort((a, b) => a.chat_id - b.chat_id || a.seq - b.seq),
      );
    return results;
  }
}

function liveMessageOf(draft: Draft, [, id, seq, ms, text]: Stored): LiveMessage {
  return {
    chat_id: draft.chat_id,
    sender: draft.sender_id,
    sender_username: draft.sender_username,
    text: text ?? draft.text,
    time: new Date(ms).toISOString(),
    read: false,
    read_by: [],
    id,
    seq,
    kind: 'text',
    ...(draft.client_id !== undefined && { client_id: draft.client_id }),
  };
}
