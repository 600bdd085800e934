import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { z } from 'zod';
import { idNumber, seqNumber } from '../../contract/fields.js';
import { parsed } from '../../contract/parsed.js';
import { ReceiptsService } from '../../receipts/receipts.service.js';
import type { Ack } from '../../shared/errors.js';
import type { Unread } from '../../shared/payloads.js';
import { ChatGateway } from './chat-gateway.decorator.js';
import { type ChatSocket, connectionOf } from './chat-socket.js';

const MarkRead = z.object({ chat_id: idNumber, up_to: seqNumber.optional() });

@ChatGateway()
export class ReceiptsGateway {
  constructor(private readonly receipts: ReceiptsService) {}

  @SubscribeMessage('message:read')
  async markRead(
    @ConnectedSocket() socket: ChatSocket,
    @MessageBody(parsed(MarkRead)) { chat_id, up_to }: z.output<typeof MarkRead>,
  ): Promise<Ack<Unread>> {
    return { ok: true, ...(await this.receipts.markRead(connectionOf(socket).actor, chat_id, up_to)) };
  }
}
