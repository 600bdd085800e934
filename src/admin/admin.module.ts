import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { GroupsModule } from '../groups/groups.module.js';
import { ServersModule } from '../servers/servers.module.js';
import { AccountActs } from './account-acts.js';
import { AccountRemoval } from './account-removal.js';
import { AccountsAdministration } from './accounts-administration.js';
import { Audit } from './audit.js';
import { GroupsAdministration } from './groups-administration.js';
import { Overview } from './overview.js';
import { PeopleDirectory } from './people-directory.js';
import { ReportsService } from './reports.service.js';

const rooms = [
  AccountsAdministration,
  AccountRemoval,
  Audit,
  GroupsAdministration,
  Overview,
  PeopleDirectory,
  ReportsService,
];

/** What may the operator do? */
@Module({
  imports: [AuthModule, GroupsModule, ServersModule],
  providers: [AccountActs, ...rooms],
  exports: rooms,
})
export class AdminModule {}
