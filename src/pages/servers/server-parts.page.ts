import { Controller } from '@nestjs/common';
import { CsrfTokens } from '../../access/csrf-tokens.js';
import { ServerBans, ServerCodes, ServerEnding, ServerIcons, ServerMembers } from '../../servers/server-services.js';
import { UsersService } from '../../users/users.service.js';
import { DoorsPage } from '../groups/doors.page.js';
import { IconPage } from '../groups/icon.page.js';
import { MembersPage } from '../groups/members.page.js';
import { Picking } from '../groups/picking.js';
import { ServerAdministration } from './server-administration.js';

/** What groups and servers have in common, for servers. */
const SERVER = 'server-web/:serverId';

@Controller(SERVER)
export class MembersOfServerPage extends MembersPage {
  constructor(administration: ServerAdministration, members: ServerMembers, bans: ServerBans, picking: Picking) {
    super(administration, members, bans, picking);
  }
}

@Controller(SERVER)
export class DoorsOfServerPage extends DoorsPage {
  constructor(
    administration: ServerAdministration,
    servers: ServerEnding,
    members: ServerMembers,
    codes: ServerCodes,
    users: UsersService,
  ) {
    super(administration, servers, members, codes, users);
  }
}

@Controller(SERVER)
export class IconOfServerPage extends IconPage {
  constructor(administration: ServerAdministration, icons: ServerIcons, csrf: CsrfTokens) {
    super(administration, icons, csrf);
  }
}
