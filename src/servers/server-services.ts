import { GroupIconsService } from '../groups/group-icons.service.js';
import { GroupsService } from '../groups/groups.service.js';
import { BansService } from '../groups/joining/bans.service.js';
import { JoinCodesService } from '../groups/joining/join-codes.service.js';
import { JoiningService } from '../groups/joining/joining.service.js';
import { MemberList } from '../groups/member-list.js';
import { MembersService } from '../groups/members.service.js';

/** The services of groups over servers, by names under which others can ask for them beside the ones over groups. */
export abstract class ServerMembers extends MembersService {}
export abstract class ServerMemberList extends MemberList {}
export abstract class ServerBans extends BansService {}
export abstract class ServerCodes extends JoinCodesService {}
export abstract class ServerJoining extends JoiningService {}
export abstract class ServerIcons extends GroupIconsService {}
export abstract class ServerEnding extends GroupsService {}
