import { Controller, Get, HttpCode, Post, Redirect, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { HomeView } from './home-view.js';
import { Page, PageForm } from './page.decorator.js';

@Controller('home')
export class HomePage {
  constructor(
    private readonly view: HomeView,
    private readonly receipts: ReceiptsService,
  ) {}

  @Get()
  @Page('Home: figures, conversations, finding people')
  show(@CurrentActor() actor: Actor, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.view.show(actor, request, response);
  }

  @Post('read-all')
  @HttpCode(303)
  @Redirect('/home/', 303)
  @PageForm('Mark all conversations as read')
  async readAll(@CurrentActor() actor: Actor): Promise<void> {
    await this.receipts.markAllRead(actor);
  }
}
