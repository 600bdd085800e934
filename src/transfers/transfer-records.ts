import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventBus } from '../events/event-bus.js';
import { SystemMessages } from '../messages/system-messages.js';
import type { LiveMessage } from '../shared/payloads.js';
import type { Passed } from '../shared/transfer-payloads.js';
import { happeningOf } from './happening.js';

/** Locked, so that a sender who is removed at this moment says nothing any more, and nothing is said where a chat has ended. */
const STILL_THERE = `
SELECT FROM memberships WHERE chat_id = $1 AND user_id = ANY($2::int[]) ORDER BY user_id FOR NO KEY UPDATE`;
/** So many of those who have the file are asked whether they are still there. */
const WITNESSES = 5;

/** Says in the chat what became of a file. */
@Injectable()
export class TransferRecords implements OnModuleInit {
  private readonly logger = new Logger('Transfers');
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly events: EventBus,
    private readonly database: DataSource,
    private readonly system: SystemMessages,
  ) {}

  onModuleInit(): void {
    this.events.onHere('file passed', (passed) => this.keep(passed));
  }

  /** Resolves when everything up to now is said. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async keep(passed: Passed): Promise<void> {
    const kept = this.write(passed).then(
      (message) => message && this.system.publish(message),
      (error) => this.logger.error({ err: error }, 'What became of a file could not be kept'),
    );
    const done = kept.then(() => undefined);
    this.underWay.add(done);
    await done;
    this.underWay.delete(done);
  }

  private write(passed: Passed): Promise<LiveMessage | null> {
    const { chat_id, sender, sender_username } = passed.offer;
    const having = passed.recipients.filter(({ outcome }) => outcome === 'done').slice(0, WITNESSES);
    return this.database.transaction(async (tx) => {
      const concerned = [sender, ...having.map(({ id }) => id)];
      const members: unknown[] = await tx.query(STILL_THERE, [chat_id, concerned]);
      if (members.length === 0) return null;
      return this.system.write(tx, { id: sender, username: sender_username }, chat_id, happeningOf(passed));
    });
  }
}
