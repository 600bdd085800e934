import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { ChatId, idOf } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { Revalidated } from '../contract/revalidated.js';
import { ChatPage, Readers } from '../shared/payloads.js';
import { HistoryService } from './history.service.js';
import { HistoryQuery, ReadersQuery } from './messages.dto.js';

const PAGE: ChatPage = {
  id: 7,
  kind: 'private',
  chatname: 'ada',
  username: 'ada',
  messages: [
    {
      id: 4711,
      seq: 12,
      chat_id: 7,
      sender: 3,
      sendername: 'ada',
      time: '2025-07-04T01:11:52.800Z',
      text: 'See you at six',
      kind: 'text',
      client_id: '5b1e7a',
      read: true,
      read_by: { bob: '2025-07-04T01:12:03.115Z' },
    },
  ],
  myid: 5,
  is_online: true,
  lastseen: '2025-07-03T22:40:00.000Z',
  last_seq: 12,
  read_up_to: 12,
  unread: 0,
  mentions: 0,
  muted_until: null,
  has_more: false,
};

@Controller('chat/:chatId')
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  @Get()
  @Revalidated()
  @Documented({
    tag: 'Chats',
    summary: 'A chat with a page of its messages',
    description:
      'Oldest first, the newest page by default; `before` and `after` are a `seq` and leave it out. `has_more` says whether there are more in the direction asked for. Reading is safe: it marks nothing as read.',
    params: { chatId: 'Any chat of yours.' },
    query: HistoryQuery,
    answers: { 200: { description: 'The chat.', schema: ChatPage, example: PAGE } },
    failures: { invalid_input: 'before must be a whole number.', not_found: 'There is no such chat.' },
  })
  page(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Query(parsed(HistoryQuery)) query: HistoryQuery,
  ): Promise<ChatPage> {
    return this.history.page(actor, chatId, query);
  }

  @Get('messages/:seq/readers')
  @Documented({
    tag: 'Messages',
    summary: 'Who has read a message, and when',
    params: { chatId: 'The chat.', seq: 'The place of the message in it.' },
    query: ReadersQuery,
    answers: {
      200: {
        description: 'The readers.',
        schema: Readers,
        example: { results: [{ user_id: 5, username: 'bob', time: '2025-07-04T01:12:03.115Z' }], next: null },
      },
    },
    failures: { invalid_input: 'cursor must be a positive whole number.', not_found: 'There is no such message.' },
  })
  readers(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Param('seq', idOf('message')) seq: number,
    @Query(parsed(ReadersQuery)) query: ReadersQuery,
  ): Promise<Readers> {
    return this.history.readers(actor, chatId, seq, query);
  }
}

const GROUP_PAGE: ChatPage = {
  ...PAGE,
  kind: 'group',
  chatname: 'Project Team',
  username: null,
  is_online: null,
  lastseen: null,
  online_count: 3,
  group: {
    name: 'Project Team',
    description: 'Everything about the engine.',
    icon: null,
    visibility: 'private',
    join_by_request: false,
    member_count: 5,
    role: 'member',
  },
};

@Controller('group')
export class GroupHistoryController {
  constructor(private readonly history: HistoryService) {}

  @Get(':groupId')
  @Revalidated()
  @Documented({
    tag: 'Groups',
    summary: 'A group with a page of its messages',
    description:
      'As `GET /chat/<id>`, which answers groups as well; only groups are here. `is_online` is null; the newest page has `online_count`, unless you do not show when you are here yourself.',
    params: { groupId: 'A group of yours.' },
    query: HistoryQuery,
    answers: { 200: { description: 'The group.', schema: ChatPage, example: GROUP_PAGE } },
    failures: { invalid_input: 'before must be a whole number.', not_found: 'There is no such group.' },
  })
  page(
    @CurrentActor() actor: Actor,
    @Param('groupId', idOf('group')) groupId: number,
    @Query(parsed(HistoryQuery)) query: HistoryQuery,
  ): Promise<ChatPage> {
    return this.history.pageOfGroup(actor, groupId, query);
  }
}
