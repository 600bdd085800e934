import { WebSocketGateway } from '@nestjs/websockets';
import { z } from 'zod';
import { idNumber, seqNumber } from '../../contract/fields.js';
import { ReceiptsService } from '../../receipts/receipts.service.js';
import type { Ack } from '../../shared/errors.js';
import type { Unread } from '../../shared/payloads.js';
import { Answers } from './answers.decorator.js';
import type { SocketIoConnection } from './socketio.connection.js';

const MarkRead = z.object({ chat_id: idNumber, up_to: seqNumber.optional() });
type MarkRead = z.output<typeof MarkRead>;

@WebSocketGateway()
export class ReceiptsGateway {
  constructor(private readonly receipts: ReceiptsService) {}

  @Answers('message:read', MarkRead)
  async markRead({ actor }: SocketIoConnection, { chat_id, up_to }: MarkRead): Promise<Ack<Unread>> {
    return { ok: true, ...(await this.receipts.markRead(actor, chat_id, up_to)) };
  }
}
