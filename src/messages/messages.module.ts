import { Module } from '@nestjs/common';
import { ChatsModule } from '../chats/chats.module.js';
import { UsersModule } from '../users/users.module.js';
import { EndedChats } from './ended-chats.js';
import { HistoryController } from './history.controller.js';
import { HistoryService } from './history.service.js';
import { LiveMessages } from './live-messages.js';
import { MessageRates } from './message-rates.js';
import { MessageWriter } from './message-writer.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { MissedService } from './missed.service.js';
import { StatsController } from './stats.controller.js';
import { StatsService } from './stats.service.js';
import { SystemMessages } from './system-messages.js';

@Module({
  imports: [ChatsModule, UsersModule],
  controllers: [MessagesController, HistoryController, StatsController],
  providers: [
    MessageRates,
    MessageWriter,
    MessagesService,
    HistoryService,
    MissedService,
    StatsService,
    SystemMessages,
    EndedChats,
    LiveMessages,
  ],
  exports: [
    MessageWriter,
    MessagesService,
    HistoryService,
    MissedService,
    StatsService,
    SystemMessages,
    EndedChats,
    LiveMessages,
  ],
})
export class MessagesModule {}
