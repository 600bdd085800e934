import { Controller } from '@nestjs/common';
import { CsrfTokens } from '../../access/csrf-tokens.js';
import { GroupIconsService } from '../../groups/group-icons.service.js';
import { GroupsService } from '../../groups/groups.service.js';
import { BansService } from '../../groups/joining/bans.service.js';
import { JoinCodesService } from '../../groups/joining/join-codes.service.js';
import { MembersService } from '../../groups/members.service.js';
import { UsersService } from '../../users/users.service.js';
import { DoorsPage } from './doors.page.js';
import { GroupAdministration } from './group-administration.js';
import { IconPage } from './icon.page.js';
import { MembersPage } from './members.page.js';
import { Picking } from './picking.js';

/** What groups and servers have in common, for groups. */
const GROUP = 'group-web/:chatId';

@Controller(GROUP)
export class GroupMembersPage extends MembersPage {
  constructor(administration: GroupAdministration, members: MembersService, bans: BansService, picking: Picking) {
    super(administration, members, bans, picking);
  }
}

@Controller(GROUP)
export class GroupDoorsPage extends DoorsPage {
  constructor(
    administration: GroupAdministration,
    groups: GroupsService,
    members: MembersService,
    codes: JoinCodesService,
    users: UsersService,
  ) {
    super(administration, groups, members, codes, users);
  }
}

@Controller(GROUP)
export class GroupIconPage extends IconPage {
  constructor(administration: GroupAdministration, icons: GroupIconsService, csrf: CsrfTokens) {
    super(administration, icons, csrf);
  }
}
