import { Module } from '@nestjs/common';
import { ChatsModule } from '../chats/chats.module.js';
import { GroupChanges } from '../groups/group-changes.js';
import { GroupIconsService } from '../groups/group-icons.service.js';
import { GroupsModule } from '../groups/groups.module.js';
import { GroupsService } from '../groups/groups.service.js';
import { BansService } from '../groups/joining/bans.service.js';
import { JoinCodesService } from '../groups/joining/join-codes.service.js';
import { JoinRequests } from '../groups/joining/join-requests.service.js';
import { JoiningService } from '../groups/joining/joining.service.js';
import { MemberList } from '../groups/member-list.js';
import { MembersService } from '../groups/members.service.js';
import { MessagesModule } from '../messages/messages.module.js';
import { UsersModule } from '../users/users.module.js';
import { BannersService } from './banners.service.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsService } from './channels.service.js';
import { ServerChanges } from './server-changes.js';
import { ServerDirectory } from './server-directory.service.js';
import { ServerMembershipController } from './server-membership.controller.js';
import {
  ServerBansController,
  ServerCodesController,
  ServerIconsController,
  ServerMembersController,
} from './server-parts.controller.js';
import { ServerPicturesController } from './server-pictures.controller.js';
import {
  ServerBans,
  ServerCodes,
  ServerEnding,
  ServerIcons,
  ServerJoining,
  ServerMemberList,
  ServerMembers,
} from './server-services.js';
import { ServersController } from './servers.controller.js';
import { ServersService } from './servers.service.js';

/** The services of groups once more, which change servers here because `GroupChanges` is another one. */
const shared = [
  { provide: GroupChanges, useExisting: ServerChanges },
  BansService,
  GroupIconsService,
  GroupsService,
  JoinCodesService,
  JoinRequests,
  JoiningService,
  MemberList,
  MembersService,
];

/** By names of their own for whoever has the services of groups as well. */
const named = [
  { provide: ServerBans, useExisting: BansService },
  { provide: ServerCodes, useExisting: JoinCodesService },
  { provide: ServerEnding, useExisting: GroupsService },
  { provide: ServerIcons, useExisting: GroupIconsService },
  { provide: ServerJoining, useExisting: JoiningService },
  { provide: ServerMemberList, useExisting: MemberList },
  { provide: ServerMembers, useExisting: MembersService },
];
const own = [BannersService, ChannelsService, ServerDirectory, ServersService];

@Module({
  imports: [ChatsModule, UsersModule, MessagesModule, GroupsModule],
  controllers: [
    ServersController,
    ServerMembershipController,
    ServerMembersController,
    ServerCodesController,
    ServerBansController,
    ChannelsController,
    ServerPicturesController,
    ServerIconsController,
  ],
  providers: [ServerChanges, ...shared, ...named, ...own],
  exports: [...named.map(({ provide }) => provide), ...own],
})
export class ServersModule {}
