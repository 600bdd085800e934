import { Body, Controller, Get, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { ChatId } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { Revalidated } from '../contract/revalidated.js';
import { ChatRow, Muted } from '../shared/payloads.js';
import { ChatList } from './chat-list.js';
import { ChatListQuery, Mute, OpenChat } from './chats.dto.js';
import { MutesService } from './mutes.service.js';
import { PrivateChatsService } from './private-chats.service.js';

const EXAMPLE: ChatRow = {
  id: 7,
  kind: 'private',
  username: 'ada',
  user_id: 3,
  display_name: 'Ada Lovelace',
  avatar: null,
  is_online: true,
  lastMessage: 'See you at six',
  last_sender: 3,
  last_seq: 12,
  last_read: false,
  unread: 2,
  muted_until: null,
  time: '2025-07-04T01:11:52.800Z',
};

@Controller('chat')
export class ChatsController {
  constructor(
    private readonly list: ChatList,
    private readonly privateChats: PrivateChatsService,
    private readonly mutes: MutesService,
  ) {}

  @Get()
  @Revalidated()
  @Documented({
    tag: 'Chats',
    summary: 'Your private chats, newest first',
    description: 'All of them, up to 1,000; where there are more, `Link: rel="next"` names the next page.',
    query: ChatListQuery,
    answers: { 200: { description: 'The chats.', schema: z.array(ChatRow), example: [EXAMPLE] } },
  })
  async all(
    @CurrentActor() actor: Actor,
    @Query(parsed(ChatListQuery)) query: ChatListQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChatRow[]> {
    const { rows, next } = await this.list.of(actor, query);
    if (next) response.links({ next: `${request.path}?cursor=${next}${query.limit ? `&limit=${query.limit}` : ''}` });
    return rows;
  }

  @Post()
  @Documented({
    tag: 'Chats',
    summary: 'Open the private chat with a person',
    description: 'Two people never have two chats: an existing one is answered with 200, a new one with 201.',
    body: { schema: OpenChat, example: { username_input: 'ada' } },
    answers: {
      200: { description: 'The chat that already exists.', schema: ChatRow, example: EXAMPLE },
      201: { description: 'A new chat.', schema: ChatRow, example: EXAMPLE },
    },
    failures: { invalid_input: 'That is you. Name somebody else.', not_found: 'There is no such person.' },
  })
  async open(
    @CurrentActor() actor: Actor,
    @Body(parsed(OpenChat)) username: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChatRow> {
    const { chat, created } = await this.privateChats.open(actor, username);
    response.status(created ? 201 : 200);
    return chat;
  }

  @Patch(':chatId')
  @Documented({
    tag: 'Chats',
    summary: 'Mute a chat',
    description:
      'A setting of your own, for any chat of yours: until a time, `"always"`, or null for not at all. It changes nothing of what arrives, only how loudly; your other devices hear of it as `chat:updated`.',
    params: { chatId: 'Any chat of yours.' },
    body: { schema: Mute, example: { muted_until: '2025-07-05T08:00:00.000Z' } },
    answers: {
      200: { description: 'How it is now.', schema: Muted, example: { muted_until: '2025-07-05T08:00:00.000Z' } },
    },
    failures: {
      invalid_input: 'Say until when: a time in ISO 8601, "always", or null.',
      not_found: 'There is no such chat.',
    },
  })
  async mute(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Body(parsed(Mute)) { muted_until }: Mute,
  ): Promise<Muted> {
    return { muted_until: await this.mutes.mute(actor, chatId, muted_until) };
  }
}
