import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { seqNumber } from '../contract/fields.js';
import { ChatId } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { Unread } from '../shared/payloads.js';
import { ReceiptsService } from './receipts.service.js';

const MarkRead = z.object({ up_to: seqNumber.optional() });
type MarkRead = z.output<typeof MarkRead>;

@Controller('chat')
export class ReceiptsController {
  constructor(private readonly receipts: ReceiptsService) {}

  @Post(':chatId/read')
  @HttpCode(200)
  @Documented({
    tag: 'Messages',
    summary: 'Mark a chat as read',
    description: 'Moves your one cursor, forward only, to `up_to` (a `seq`; default the newest message).',
    params: { chatId: 'The chat.' },
    body: { schema: MarkRead, example: { up_to: 12 } },
    answers: { 200: { description: 'What is still unread there.', schema: Unread, example: { unread: 0 } } },
    failures: { invalid_input: 'This must be a whole number.', not_found: 'There is no such chat.' },
  })
  markRead(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Body(parsed(MarkRead)) { up_to }: MarkRead,
  ): Promise<Unread> {
    return this.receipts.markRead(actor, chatId, up_to);
  }

  @Post('read-all')
  @HttpCode(200)
  @Documented({
    tag: 'Messages',
    summary: 'Mark all chats as read',
    answers: { 200: { description: 'Nothing is unread.', schema: Unread, example: { unread: 0 } } },
  })
  markAllRead(@CurrentActor() actor: Actor): Promise<Unread> {
    return this.receipts.markAllRead(actor);
  }
}
