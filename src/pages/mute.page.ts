import { Body, Controller, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { MutesService } from '../chats/mutes.service.js';
import { ChatId } from '../contract/id-param.js';
import { PageForm } from './page.decorator.js';

const HOUR_MS = 3_600_000;
const LONGEST_HOURS = 168;

/** How loud a chat is for whoever reads this. */
@Controller('chat-web/:chatId')
export class MutePage {
  constructor(private readonly mutes: MutesService) {}

  @Post('mute')
  @PageForm('Mute a chat, for so many hours, always, or not at all', { for: '8' })
  async mute(
    @CurrentActor() actor: Actor,
    @ChatId() chatId: number,
    @Body('for') wanted: unknown,
    @Res() response: Response,
  ): Promise<void> {
    await this.mutes.mute(actor, chatId, untilOf(wanted));
    response.redirect(303, `/chat-web/${chatId}?details=settings`);
  }
}

function untilOf(wanted: unknown): string | null {
  if (wanted === 'always') return wanted;
  const hours = Math.min(Number(wanted), LONGEST_HOURS);
  return hours > 0 ? new Date(Date.now() + hours * HOUR_MS).toISOString() : null;
}
