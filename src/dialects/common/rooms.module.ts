import { Module } from '@nestjs/common';
import { GroupsModule } from '../../groups/groups.module.js';
import { UsersModule } from '../../users/users.module.js';
import { NamedRooms } from './named-rooms.js';

@Module({ imports: [GroupsModule, UsersModule], providers: [NamedRooms], exports: [NamedRooms, GroupsModule] })
export class RoomsModule {}
