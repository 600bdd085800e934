import { Controller, Get } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { Stats } from '../shared/payloads.js';
import { StatsService } from './stats.service.js';

@Controller('stats')
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  @Get()
  @Documented({
    tag: 'Chats',
    summary: 'Your three figures',
    answers: {
      200: {
        description: 'Chats you are in, messages you sent, messages you have not read.',
        schema: Stats,
        example: { total_conversations: 24, messages_sent: 1862, unread: 9 },
      },
    },
  })
  mine(@CurrentActor() actor: Actor): Promise<Stats> {
    return this.stats.of(actor);
  }
}
