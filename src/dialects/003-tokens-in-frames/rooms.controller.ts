import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { LimitedTo } from '../../access/limited-to.decorator.js';
import { Documented } from '../../contract/documented.js';
import { ChatId } from '../../contract/id-param.js';
import { parsed } from '../../contract/parsed.js';
import { HistoryService } from '../../messages/history.service.js';
import { HistoryQuery } from '../../messages/messages.dto.js';
import { LIMITS } from '../../shared/limits.js';
import { id, time } from '../../shared/wire-fields.js';
import { UsersService } from '../../users/users.service.js';
import { PeopleQuery } from '../../users/users.dto.js';
import { AddressedMessage, AddressedMessages } from './addressed-messages.js';
import { receiverOf } from './receiver.js';
import { NewRoom, Room, Rooms003 } from './rooms.service.js';
import { TAG } from './tag.js';

const Somebody = z.object({ id, username: z.string() });
const RoomMessage = z.object({
  id,
  sender: id,
  receiver: id.nullable(),
  message: z.string(),
  timestamp: time,
});
type RoomMessage = z.infer<typeof RoomMessage>;

const ROOM: Room = { id: 7, name: 'testroom', members: [1, 2] };
const MESSAGE: RoomMessage = {
  id: 4711,
  sender: 1,
  receiver: 2,
  message: 'Hey there!',
  timestamp: '2025-07-04T01:11:52.800Z',
};
const WHICH = { chatId: 'A room of yours.' };
const UNKNOWN = 'There is no such chat.';

/** People, rooms and messages at the paths of system 003. */
@Controller()
export class Rooms003Controller {
  constructor(
    private readonly rooms: Rooms003,
    private readonly users: UsersService,
    private readonly history: HistoryService,
    private readonly messages: AddressedMessages,
  ) {}

  @Get('users')
  @Documented({
    tag: TAG,
    summary: 'Everybody, by username',
    description: `At most ${LIMITS.pageMax}; where there are more, \`Link: rel="next"\` names the next page.`,
    query: PeopleQuery,
    answers: {
      200: { description: 'People.', schema: z.array(Somebody), example: [{ id: 2, username: 'bob' }] },
    },
    failures: { invalid_input: 'limit must be a positive whole number.' },
  })
  async everybody(
    @CurrentActor() actor: Actor,
    @Query(parsed(PeopleQuery)) query: PeopleQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.infer<typeof Somebody>[]> {
    const { limit = LIMITS.pageMax } = query;
    const { results, next } = await this.users.list(actor, { ...query, limit });
    if (next) response.links({ next: `${request.path}?cursor=${encodeURIComponent(next)}&limit=${limit}` });
    return results.map((person) => ({ id: person.id, username: person.username }));
  }

  @Get('rooms')
  @Documented({
    tag: TAG,
    summary: 'Rooms that you are in, and public ones',
    description: `At most ${LIMITS.pageMax} of either. \`members\` are ids: of rooms that you are in, ${LIMITS.roomUsersShown} at most.`,
    answers: { 200: { description: 'The rooms.', schema: z.array(Room), example: [ROOM] } },
  })
  all(@CurrentActor() actor: Actor): Promise<Room[]> {
    return this.rooms.all(actor);
  }

  @Post('rooms')
  @LimitedTo('groups made')
  @Documented({
    tag: TAG,
    summary: 'Make a private room',
    description: 'Its name leads its members into it, at `ws/chat/<room_name>/`.',
    body: { schema: NewRoom, example: { name: 'testroom', members: [2] } },
    answers: { 201: { description: 'The room.', schema: Room, example: ROOM } },
    failures: { invalid_input: 'You are in a room of this name already. Choose another.' },
  })
  make(@CurrentActor() actor: Actor, @Body(parsed(NewRoom)) body: NewRoom): Promise<Room> {
    return this.rooms.make(actor, body);
  }

  @Get('my-rooms')
  @Documented({
    tag: TAG,
    summary: 'Rooms that you are in, newest first',
    answers: { 200: { description: 'The rooms.', schema: z.array(Room), example: [ROOM] } },
  })
  mine(@CurrentActor() actor: Actor): Promise<Room[]> {
    return this.rooms.mine(actor);
  }

  @Get('messages/:chatId')
  @Documented({
    tag: TAG,
    summary: 'The newest messages of a room, oldest first',
    description: 'Where there are older ones, `Link: rel="next"` names their page.',
    params: WHICH,
    query: HistoryQuery,
    answers: { 200: { description: 'Messages.', schema: z.array(RoomMessage), example: [MESSAGE] } },
    failures: { invalid_input: 'before must be a whole number.', not_found: UNKNOWN },
  })
  async page(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Query(parsed(HistoryQuery)) query: HistoryQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RoomMessage[]> {
    const { messages, has_more } = await this.history.page(actor, chatId, query);
    const [oldest] = messages;
    if (has_more && oldest && query.after === undefined)
      response.links({ next: `${request.path}?before=${oldest.seq}` });
    return messages
      .filter(({ kind }) => kind === 'text')
      .map(({ client_id, text, ...message }) => ({
        id: message.id,
        sender: message.sender,
        receiver: receiverOf(client_id),
        message: text,
        timestamp: message.time,
      }));
  }

  @Post('messages/:chatId')
  @Documented({
    tag: TAG,
    summary: 'Write in a room',
    description: 'The text may also be called `content`. `receiver` is a member whom it is for; everybody reads it.',
    params: WHICH,
    body: { schema: AddressedMessage, example: { receiver: 2, message: 'Hey there!' } },
    answers: { 201: { description: 'The message.', schema: RoomMessage, example: MESSAGE } },
    failures: {
      invalid_input: 'The receiver is not in this room.',
      forbidden: 'You may not write in this chat.',
      not_found: UNKNOWN,
      rate_limited: 'You are writing very fast. Wait a second and try again.',
      unavailable: 'The server is very busy. The message was not sent; try again in a moment.',
    },
  })
  async send(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Body(parsed(AddressedMessage)) body: AddressedMessage,
  ): Promise<RoomMessage> {
    const { id: messageId, sender, text, time: timestamp } = await this.messages.send(actor, chatId, body);
    return { id: messageId, sender, receiver: body.receiver ?? null, message: text, timestamp };
  }
}
