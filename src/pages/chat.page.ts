import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { OpenChat } from '../chats/chats.dto.js';
import { PrivateChatsService } from '../chats/private-chats.service.js';
import { ChatId } from '../contract/id-param.js';
import { parse, parsed } from '../contract/parsed.js';
import { AppError } from '../errors/app-error.js';
import { HistoryQuery, NewMessage } from '../messages/messages.dto.js';
import { MessagesService } from '../messages/messages.service.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { ChatPages } from './chat-pages.js';
import { formFailure } from './form-failure.js';
import { DetailsView } from './groups/details-view.js';
import { Page, PageForm } from './page.decorator.js';
import { readerOf } from './reader.js';

@Controller('chat-web')
export class ChatPage {
  constructor(
    private readonly pages: ChatPages,
    private readonly privateChats: PrivateChatsService,
    private readonly messages: MessagesService,
    private readonly receipts: ReceiptsService,
    private readonly details: DetailsView,
  ) {}

  @Get(':chatId')
  @Page('A conversation')
  async show(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Query(parsed(HistoryQuery)) query: HistoryQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const details = await this.details.of(actor, chatId, request.query.details, readerOf(request).tz);
    const page = await this.pages.of(actor, chatId, query, request);
    response.render('chats/show', { ...page, details, view: details ? 'details' : 'pane' });
  }

  /** An unknown name leads to the search, which says so and helps on. */
  @Post()
  @PageForm('Open the conversation with a person', { username: 'bob' })
  async open(@CurrentActor() actor: Actor, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const username = parse(OpenChat, body);
    try {
      const { chat } = await this.privateChats.open(actor, username);
      response.redirect(303, `/chat-web/${chat.id}`);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      response.redirect(303, `/home/?q=${encodeURIComponent(username)}`);
    }
  }

  /** What was typed comes back with the page when it could not be sent. */
  @Post(':chatId/messages')
  @PageForm('Send a message', { text: 'See you at six', client_id: '5b1e7a' })
  async send(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Body() body: Record<string, unknown> = {},
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    try {
      await this.messages.send(actor, chatId, parse(NewMessage, body));
      response.redirect(303, `/chat-web/${chatId}`);
    } catch (error) {
      const failure = formFailure(response, error);
      const values = { text: typeof body.text === 'string' ? body.text : '' };
      const page = await this.pages.of(actor, chatId, {}, request);
      response.render('chats/show', { ...page, view: 'pane', ...failure, values });
    }
  }

  @Post(':chatId/read')
  @PageForm('Mark a conversation as read', { up_to: '12' })
  async read(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Body('up_to') upTo: unknown,
    @Res() response: Response,
  ): Promise<void> {
    await this.receipts.markRead(actor, chatId, seqOf(upTo));
    response.redirect(303, `/chat-web/${chatId}`);
  }
}

const seqOf = (text: unknown): number | undefined =>
  typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
