import { Controller } from '@nestjs/common';
import { GroupIconsController } from '../groups/group-icons.controller.js';
import { BansController } from '../groups/joining/bans.controller.js';
import { JoinCodesController } from '../groups/joining/join-codes.controller.js';
import { MembersController } from '../groups/members.controller.js';

// What groups and servers have in common, for servers: the same routes, over the services that ServersModule provides.

@Controller('server/:serverId/members')
export class ServerMembersController extends MembersController {}

@Controller('server/:serverId/code')
export class ServerCodesController extends JoinCodesController {}

@Controller('server/:serverId/bans')
export class ServerBansController extends BansController {}

@Controller('server/:serverId/icon')
export class ServerIconsController extends GroupIconsController {}
