import { Module } from '@nestjs/common';
import { PresenceModule } from '../presence/presence.module.js';
import { UsersModule } from '../users/users.module.js';
import { AllChats } from './all-chats.js';
import { ChatFinder } from './chat-finder.js';
import { ChatList } from './chat-list.js';
import { ChatMembers } from './chat-members.js';
import { ChatsController } from './chats.controller.js';
import { Companions } from './companions.js';
import { GroupList } from './group-list.js';
import { MutesService } from './mutes.service.js';
import { PrivateChatsService } from './private-chats.service.js';
import { ServerList } from './server-list.js';
import { TypingService } from './typing.service.js';

@Module({
  imports: [UsersModule, PresenceModule],
  controllers: [ChatsController],
  providers: [
    ChatFinder,
    ChatList,
    ChatMembers,
    GroupList,
    ServerList,
    AllChats,
    PrivateChatsService,
    TypingService,
    Companions,
    MutesService,
  ],
  exports: [
    ChatFinder,
    ChatList,
    ChatMembers,
    GroupList,
    ServerList,
    AllChats,
    PrivateChatsService,
    TypingService,
    Companions,
    MutesService,
  ],
})
export class ChatsModule {}
