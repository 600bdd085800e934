import { Module } from '@nestjs/common';
import { ChatsModule } from '../chats/chats.module.js';
import { GroupHistoryController } from '../messages/history.controller.js';
import { MessagesModule } from '../messages/messages.module.js';
import { UsersModule } from '../users/users.module.js';
import { ChangeQueues } from './change-queues.js';
import { GroupChanges } from './group-changes.js';
import { GroupIconsController } from './group-icons.controller.js';
import { GroupIconsService } from './group-icons.service.js';
import { GroupLimits } from './group-limits.js';
import { GroupsController } from './groups.controller.js';
import { GroupsService } from './groups.service.js';
import { MemberList } from './member-list.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { BansController } from './joining/bans.controller.js';
import { BansService } from './joining/bans.service.js';
import { DiscoveryService } from './joining/discovery.service.js';
import { JoinCodesController } from './joining/join-codes.controller.js';
import { JoinCodesService } from './joining/join-codes.service.js';
import { JoinRequestsController } from './joining/join-requests.controller.js';
import { JoinRequests } from './joining/join-requests.service.js';
import { JoiningController } from './joining/joining.controller.js';
import { JoiningService } from './joining/joining.service.js';

const joining = [BansService, DiscoveryService, JoinCodesService, JoinRequests, JoiningService];
const running = [GroupsService, GroupIconsService, MemberList, MembersService];

@Module({
  imports: [ChatsModule, UsersModule, MessagesModule],
  controllers: [
    GroupsController,
    MembersController,
    GroupIconsController,
    JoiningController,
    JoinCodesController,
    JoinRequestsController,
    BansController,
    // Last, because its path fits every word after /group/.
    GroupHistoryController,
  ],
  providers: [GroupLimits, ChangeQueues, GroupChanges, ...running, ...joining],
  exports: [GroupLimits, ChangeQueues, GroupChanges, ...running, ...joining],
})
export class GroupsModule {}
