import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { Documented } from '../../contract/documented.js';
import { clientId, digits, idNumber, messageText } from '../../contract/fields.js';
import { parsed } from '../../contract/parsed.js';
import { HistoryService } from '../../messages/history.service.js';
import { HistoryQuery } from '../../messages/messages.dto.js';
import { MessagesService } from '../../messages/messages.service.js';
import { LIMITS } from '../../shared/limits.js';
import { SAID } from './examples.js';
import { Said, saidOf } from './shapes.js';
import { TAG } from './tag.js';

const Which = HistoryQuery.extend({ conversation: digits('conversation') });
type Which = z.output<typeof Which>;

/** The text is called either way. */
const ToSay = z
  .object({
    conversation: idNumber,
    content: messageText.optional(),
    text: messageText.optional(),
    client_id: clientId.optional(),
  })
  .transform(({ conversation, content, text, client_id }, context) => {
    const said = content ?? text;
    if (said !== undefined) return { conversation, text: said, client_id };
    context.addIssue({ code: 'custom', path: ['content'], message: 'The message must not be empty.' });
    return z.NEVER;
  });
type ToSay = z.output<typeof ToSay>;

const UNKNOWN = 'There is no such chat.';

/** What is said in a conversation, at the path of system 002. */
@Controller('api/chat/messages')
export class Messages002Controller {
  constructor(
    private readonly history: HistoryService,
    private readonly messages: MessagesService,
  ) {}

  @Get()
  @Documented({
    tag: TAG,
    summary: 'The newest messages of a conversation, oldest first',
    description: `${LIMITS.pageMax} at once; where there are older ones, \`Link: rel="next"\` names their page. \`is_read\` says of your own messages that somebody has read them, of others' that you have.`,
    query: Which,
    answers: { 200: { description: 'Messages.', schema: z.array(Said), example: [SAID] } },
    failures: { invalid_input: 'conversation must be a positive whole number.', not_found: UNKNOWN },
  })
  async page(
    @CurrentActor() actor: Actor,
    @Query(parsed(Which)) { conversation, ...query }: Which,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Said[]> {
    const page = await this.history.page(actor, conversation, { ...query, limit: query.limit ?? LIMITS.pageMax });
    const [oldest] = page.messages;
    if (page.has_more && oldest && query.after === undefined)
      response.links({ next: `${request.path}?conversation=${conversation}&before=${oldest.seq}` });
    return page.messages.filter(({ kind }) => kind === 'text').map((message) => saidOf(message, page));
  }

  @Post()
  @Documented({
    tag: TAG,
    summary: 'Write in a conversation',
    description: 'The text may also be called `text`. Everybody hears it as if it had come over a socket.',
    body: { schema: ToSay, example: { conversation: 7, content: 'Hello, Ada' } },
    answers: {
      200: { description: 'The same `client_id` again: the first message.', schema: Said, example: SAID },
      201: { description: 'The message.', schema: Said, example: SAID },
    },
    failures: {
      invalid_input: 'The message must not be empty.',
      forbidden: 'You may not write in this chat.',
      not_found: UNKNOWN,
      conflict: 'You used this client_id for another message in this chat.',
      rate_limited: 'You are writing very fast. Wait a second and try again.',
      unavailable: 'The server is very busy. The message was not sent; try again in a moment.',
    },
  })
  async send(
    @CurrentActor() actor: Actor,
    @Body(parsed(ToSay)) { conversation, ...body }: ToSay,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Said> {
    const { message, created } = await this.messages.send(actor, conversation, body);
    response.status(created ? 201 : 200);
    const { id, sender, sender_username, text, time } = message;
    return { id, conversation, sender, sender_username, content: text, timestamp: time, is_read: false };
  }
}
