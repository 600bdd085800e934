import { Injectable } from '@nestjs/common';
import { EventBus } from '../../events/event-bus.js';
import { RecentReceipts } from '../../receipts/recent-receipts.js';
import { Connections } from '../connections.js';

/** Receipts have no number by which they could be missed, so all recent ones are told again; a cursor only goes forward. */
@Injectable()
export class MissedReceipts {
  /** Up to where the look before has told each. */
  private told = new Map<string, number>();

  constructor(
    private readonly events: EventBus,
    private readonly connections: Connections,
    private readonly receipts: RecentReceipts,
  ) {}

  async tell(ms: number): Promise<void> {
    const before = this.told;
    this.told = new Map();
    for await (const receipt of this.receipts.of(this.connections.chats(), ms)) {
      const key = `${receipt.chat_id}.${receipt.user_id}`;
      this.told.set(key, receipt.up_to);
      if (before.get(key) !== receipt.up_to) this.events.hear('chat read', receipt);
    }
  }
}
