import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { ChatListQuery } from '../../chats/chats.dto.js';
import { Documented } from '../../contract/documented.js';
import { ChatId } from '../../contract/id-param.js';
import { parsed } from '../../contract/parsed.js';
import { StatsService } from '../../messages/stats.service.js';
import { ReceiptsService } from '../../receipts/receipts.service.js';
import { LIMITS } from '../../shared/limits.js';
import { Conversations, NewConversation, NewConversations } from './conversations.service.js';
import { CONVERSATION, FIGURES } from './examples.js';
import { Conversation, Figures } from './shapes.js';
import { TAG } from './tag.js';

const Read = z.object({ unread_count: z.int().nonnegative() });
const UNKNOWN = 'There is no such chat.';
const WHICH = { chatId: 'A conversation of yours.' };

/** Private chats and groups at the paths of system 002. */
@Controller('api/chat/conversations')
export class Conversations002Controller {
  constructor(
    private readonly conversations: Conversations,
    private readonly beginnings: NewConversations,
    private readonly receipts: ReceiptsService,
    private readonly figures: StatsService,
  ) {}

  @Get()
  @Documented({
    tag: TAG,
    summary: 'Your conversations, newest first',
    description: `At most ${LIMITS.pageMax} at once; where there are more, \`Link: rel="next"\` names the next page. Of many participants only the first are listed.`,
    query: ChatListQuery,
    answers: { 200: { description: 'Them.', schema: z.array(Conversation), example: [CONVERSATION] } },
  })
  async all(
    @CurrentActor() actor: Actor,
    @Query(parsed(ChatListQuery)) query: ChatListQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Conversation[]> {
    const limit = Math.min(query.limit ?? LIMITS.pageMax, LIMITS.pageMax);
    const { conversations, next } = await this.conversations.page(actor, { ...query, limit });
    if (next) response.links({ next: `${request.path}?cursor=${next}&limit=${limit}` });
    return conversations;
  }

  @Post()
  @Documented({
    tag: TAG,
    summary: 'Begin a conversation',
    description:
      'The list may also be called `participants`. With one other person it is the private chat: an existing one is answered with 200. With more it is a new group, which is called after its people where it has no name.',
    body: { schema: NewConversation, example: { participant_ids: [2] } },
    answers: {
      200: { description: 'The one that was there already.', schema: Conversation, example: CONVERSATION },
      201: { description: 'A new one.', schema: Conversation, example: CONVERSATION },
    },
    failures: {
      invalid_input: 'Say whom you want to talk to.',
      not_found: 'There is no such person.',
      rate_limited: 'That was too much in a short time. Wait a little and try again.',
    },
  })
  async begin(
    @CurrentActor() actor: Actor,
    @Body(parsed(NewConversation)) body: NewConversation,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Conversation> {
    const { id, created } = await this.beginnings.begin(actor, body);
    response.status(created ? 201 : 200);
    return this.conversations.one(actor, id);
  }

  // Before the route with an id, which would take the word for one.
  @Get('stats')
  @Documented({
    tag: TAG,
    summary: 'The figures of your dashboard',
    description:
      '`messages_sent` are your own, `total_messages` all in your conversations; `unread_count` is `unread`.',
    answers: { 200: { description: 'They.', schema: Figures, example: FIGURES } },
  })
  async stats(@CurrentActor() actor: Actor): Promise<Figures> {
    const [figures, total_messages] = await Promise.all([this.figures.of(actor), this.figures.messagesSeenBy(actor)]);
    return { ...figures, unread_count: figures.unread, total_messages };
  }

  @Get(':chatId')
  @Documented({
    tag: TAG,
    summary: 'One conversation',
    params: WHICH,
    answers: { 200: { description: 'It.', schema: Conversation, example: CONVERSATION } },
    failures: { not_found: UNKNOWN },
  })
  one(@CurrentActor() actor: Actor, @ChatId() chatId: number): Promise<Conversation> {
    return this.conversations.one(actor, chatId);
  }

  @Post(':chatId/mark_read')
  @HttpCode(200)
  @Documented({
    tag: TAG,
    summary: 'Mark a conversation as read',
    params: WHICH,
    answers: { 200: { description: 'Nothing is unread there.', schema: Read, example: { unread_count: 0 } } },
    failures: { not_found: UNKNOWN },
  })
  async markRead(@CurrentActor() actor: Actor, @ChatId() chatId: number): Promise<z.infer<typeof Read>> {
    return { unread_count: (await this.receipts.markRead(actor, chatId)).unread };
  }
}
