import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { ChatsModule } from '../../chats/chats.module.js';
import { GroupsModule } from '../../groups/groups.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { PresenceModule } from '../../presence/presence.module.js';
import { ReceiptsModule } from '../../receipts/receipts.module.js';
import { UsersModule } from '../../users/users.module.js';
import { Accounts002Controller } from './accounts.controller.js';
import { Conversations002Controller } from './conversations.controller.js';
import { Conversations, NewConversations } from './conversations.service.js';
import { Messages002Controller } from './messages.controller.js';
import { Participants } from './participants.js';

/** System 002: conversations with a dashboard. Its sockets speak our own frames, so there is nothing of them here. */
@Module({
  imports: [AuthModule, ChatsModule, GroupsModule, MessagesModule, PresenceModule, ReceiptsModule, UsersModule],
  controllers: [Accounts002Controller, Conversations002Controller, Messages002Controller],
  providers: [Conversations, NewConversations, Participants],
})
export class ConversationsDialect {}
