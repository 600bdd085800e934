import { Body, Controller, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { ChatId } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { LiveMessage } from '../shared/payloads.js';
import { NewMessage } from './messages.dto.js';
import { MessagesService } from './messages.service.js';

const EXAMPLE: LiveMessage = {
  chat_id: 7,
  sender: 3,
  sender_username: 'ada',
  text: 'See you at six',
  time: '2025-07-04T01:11:52.800Z',
  read: false,
  read_by: [],
  id: 4711,
  seq: 12,
  kind: 'text',
  client_id: '5b1e7a',
};

@Controller('chat/:chatId/messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Post()
  @Documented({
    tag: 'Messages',
    summary: 'Send a message',
    description:
      'Answered once the message is durable. Sending again with the same `client_id` answers the first message with 200, so trying again is always safe.',
    params: { chatId: 'The chat.' },
    body: { schema: NewMessage, example: { text: 'See you at six', client_id: '5b1e7a' } },
    answers: {
      201: { description: 'The message.', schema: LiveMessage, example: EXAMPLE },
      200: { description: 'This client_id was sent before: the first message.', schema: LiveMessage, example: EXAMPLE },
    },
    failures: {
      invalid_input: 'The message must not be empty.',
      forbidden: 'You may not write in this chat.',
      not_found: 'There is no such chat.',
      conflict: 'You used this client_id for another message in this chat.',
      rate_limited: 'You are writing very fast. Wait a second and try again.',
      unavailable: 'The server is very busy. The message was not sent; try again in a moment.',
    },
  })
  async send(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Body(parsed(NewMessage)) body: NewMessage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LiveMessage> {
    const { message, created } = await this.messages.send(actor, chatId, body);
    response.status(created ? 201 : 200);
    return message;
  }
}
