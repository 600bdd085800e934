import { Module } from '@nestjs/common';
import { ChatsModule } from '../chats/chats.module.js';
import { UsersModule } from '../users/users.module.js';
import { HistoryController } from './history.controller.js';
import { HistoryService } from './history.service.js';
import { MessageWriter } from './message-writer.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { MissedService } from './missed.service.js';
import { StatsController } from './stats.controller.js';
import { StatsService } from './stats.service.js';

@Module({
  imports: [ChatsModule, UsersModule],
  controllers: [MessagesController, HistoryController, StatsController],
  providers: [MessageWriter, MessagesService, HistoryService, MissedService, StatsService],
  exports: [MessageWriter, MessagesService, HistoryService, MissedService, StatsService],
})
export class MessagesModule {}
