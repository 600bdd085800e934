import { Module, type OnModuleInit } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { ChatsModule } from '../../chats/chats.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { ChatDialects } from '../../realtime/rawws/chat-dialects.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { UsersModule } from '../../users/users.module.js';
import { RoomsModule } from '../common/rooms.module.js';
import { Accounts003Controller } from './accounts.controller.js';
import { AddressedMessages } from './addressed-messages.js';
import { Frames003 } from './frames.js';
import { Rooms003Controller } from './rooms.controller.js';
import { Rooms003 } from './rooms.service.js';

/** System 003: rooms by name, with a token in every frame instead of a sign-in. */
@Module({
  imports: [AuthModule, UsersModule, ChatsModule, MessagesModule, RoomsModule, RealtimeModule],
  controllers: [Accounts003Controller, Rooms003Controller],
  providers: [AddressedMessages, Frames003, Rooms003],
})
export class TokensInFramesDialect implements OnModuleInit {
  constructor(
    private readonly dialects: ChatDialects,
    private readonly frames: Frames003,
  ) {}

  onModuleInit(): void {
    this.dialects.speak(this.frames);
  }
}
