import { Module, type OnModuleInit } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { ChatDialects } from '../../realtime/rawws/chat-dialects.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { UsersModule } from '../../users/users.module.js';
import { RoomsModule } from '../common/rooms.module.js';
import { Accounts001Controller } from './accounts.controller.js';
import { Frames001 } from './frames.js';

/** System 001: rooms that are there as soon as somebody comes, and who is in them. */
@Module({
  imports: [AuthModule, UsersModule, RoomsModule, RealtimeModule],
  controllers: [Accounts001Controller],
  providers: [Frames001],
})
export class RoomsByNameDialect implements OnModuleInit {
  constructor(
    private readonly dialects: ChatDialects,
    private readonly frames: Frames001,
  ) {}

  onModuleInit(): void {
    this.dialects.speak(this.frames);
  }
}
