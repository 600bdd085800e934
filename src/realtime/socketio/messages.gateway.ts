import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import type { z } from 'zod';
import { idNumber } from '../../contract/fields.js';
import { parsed } from '../../contract/parsed.js';
import { NewMessage } from '../../messages/messages.dto.js';
import { MessagesService } from '../../messages/messages.service.js';
import type { Ack } from '../../shared/errors.js';
import type { Sent } from '../../shared/payloads.js';
import { ChatGateway } from './chat-gateway.decorator.js';
import { type ChatSocket, connectionOf } from './chat-socket.js';

const SendMessage = NewMessage.extend({ chat_id: idNumber });

@ChatGateway()
export class MessagesGateway {
  constructor(private readonly messages: MessagesService) {}

  @SubscribeMessage('message:send')
  async send(
    @ConnectedSocket() socket: ChatSocket,
    @MessageBody(parsed(SendMessage)) { chat_id, ...wanted }: z.output<typeof SendMessage>,
  ): Promise<Ack<Sent>> {
    const { message } = await this.messages.send(connectionOf(socket).actor, chat_id, wanted);
    return { ok: true, id: message.id, seq: message.seq, time: message.time };
  }
}
