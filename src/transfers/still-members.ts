import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';
import { OpenTransfers } from './open-transfers.js';
import { TransferEndings } from './transfer-endings.js';

const LEFT = `
SELECT w.chat_id, w.user_id FROM unnest($1::int[], $2::int[]) AS w (chat_id, user_id)
WHERE NOT EXISTS (SELECT FROM memberships m WHERE m.chat_id = w.chat_id AND m.user_id = w.user_id)`;

/** Holds everybody who has a file open against the database: they may have left on another instance, unheard. */
@Injectable()
export class StillMembers {
  constructor(
    private readonly database: DataSource,
    private readonly open: OpenTransfers,
    private readonly endings: TransferEndings,
  ) {}

  async check(): Promise<void> {
    const people = this.open
      .all()
      .flatMap(({ offer, ways }) => [offer.sender, ...ways.keys()].map((userId) => [offer.chat_id, userId] as const));
    if (people.length === 0) return;
    const columns = [people.map(([chatId]) => chatId), people.map(([, userId]) => userId)];
    const left = await preparedQuery<[chat: number, user: number]>(this.database, 'transfers-left', LEFT, columns);
    for (const [chatId, userId] of left) this.endings.left(userId, [chatId]);
  }
}
