import { WebSocketGateway } from '@nestjs/websockets';
import type { z } from 'zod';
import { idNumber } from '../../contract/fields.js';
import { NewMessage } from '../../messages/messages.dto.js';
import { MessagesService } from '../../messages/messages.service.js';
import type { Ack } from '../../shared/errors.js';
import type { Sent } from '../../shared/payloads.js';
import { Answers } from './answers.decorator.js';
import type { SocketIoConnection } from './socketio.connection.js';

const SendMessage = NewMessage.extend({ chat_id: idNumber });
type SendMessage = z.output<typeof SendMessage>;

@WebSocketGateway()
export class MessagesGateway {
  constructor(private readonly messages: MessagesService) {}

  @Answers('message:send', SendMessage)
  async send({ actor }: SocketIoConnection, { chat_id, text, client_id }: SendMessage): Promise<Ack<Sent>> {
    const { message } = await this.messages.send(actor, chat_id, { text, client_id });
    return { ok: true, id: message.id, seq: message.seq, time: message.time };
  }
}
