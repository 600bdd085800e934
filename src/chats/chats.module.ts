import { Module } from '@nestjs/common';
import { PresenceModule } from '../presence/presence.module.js';
import { UsersModule } from '../users/users.module.js';
import { ChatFinder } from './chat-finder.js';
import { ChatList } from './chat-list.js';
import { ChatsController } from './chats.controller.js';
import { Companions } from './companions.js';
import { PrivateChatsService } from './private-chats.service.js';
import { TypingService } from './typing.service.js';

@Module({
  imports: [UsersModule, PresenceModule],
  controllers: [ChatsController],
  providers: [ChatFinder, ChatList, PrivateChatsService, TypingService, Companions],
  exports: [ChatFinder, ChatList, PrivateChatsService, TypingService, Companions],
})
export class ChatsModule {}
