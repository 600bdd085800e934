import { Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ChatsModule } from '../chats/chats.module.js';
import { GroupsModule } from '../groups/groups.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { ServersModule } from '../servers/servers.module.js';
import { UsersModule } from '../users/users.module.js';
import { AdminGroupsPage } from './admin/groups.page.js';
import { GroupsView } from './admin/groups-view.js';
import { AdminOverviewPage } from './admin/overview.page.js';
import { AdminPeoplePage } from './admin/people.page.js';
import { AdminReportsPage } from './admin/reports.page.js';
import { AdminServersPage } from './admin/servers.page.js';
import { ChatPage } from './chat.page.js';
import { ChatPages } from './chat-pages.js';
import { DetailsView } from './groups/details-view.js';
import { ExplorePage } from './explore.page.js';
import { GroupAdministration } from './groups/group-administration.js';
import { GroupDoorsPage, GroupIconPage, GroupMembersPage } from './groups/group-parts.page.js';
import { GroupPage } from './groups/group.page.js';
import { JoinPage } from './groups/join.page.js';
import { NewGroupPage } from './groups/new-group.page.js';
import { Picking } from './groups/picking.js';
import { HomePage } from './home.page.js';
import { HomeView } from './home-view.js';
import { Locals } from './locals.js';
import { PersonPage } from './person.page.js';
import { MutePage } from './mute.page.js';
import { RootPage } from './root.page.js';
import { ChannelsOfServerPage } from './servers/channels-of-server.page.js';
import { NewServerPage } from './servers/new-server.page.js';
import { Places } from './servers/places.js';
import { ServerAdministration } from './servers/server-administration.js';
import { DoorsOfServerPage, IconOfServerPage, MembersOfServerPage } from './servers/server-parts.page.js';
import { ServerViews } from './servers/server-views.js';
import { ServerPage } from './servers/server.page.js';
import { SettingsAccessPage } from './settings-access.page.js';
import { SettingsPage } from './settings.page.js';
import { SettingsView } from './settings-view.js';
import { Sidebars } from './sidebar.js';
import { SignInPage } from './sign-in.page.js';

// `/group-web/new` and `/server-web/new` before the routes that would take it for an id.
const groups = [NewGroupPage, GroupPage, GroupIconPage, GroupMembersPage, GroupDoorsPage];
const servers = [
  NewServerPage,
  ServerPage,
  ChannelsOfServerPage,
  IconOfServerPage,
  MembersOfServerPage,
  DoorsOfServerPage,
];
const administration = [AdminOverviewPage, AdminPeoplePage, AdminGroupsPage, AdminServersPage, AdminReportsPage];

@Module({
  imports: [
    AdminModule,
    AuthModule,
    UsersModule,
    ChatsModule,
    GroupsModule,
    ServersModule,
    MessagesModule,
    ReceiptsModule,
  ],
  controllers: [
    RootPage,
    PersonPage,
    HomePage,
    ChatPage,
    MutePage,
    ...groups,
    ...servers,
    JoinPage,
    ExplorePage,
    ...administration,
    SettingsPage,
    SettingsAccessPage,
    SignInPage,
  ],
  providers: [
    GroupsView,
    Locals,
    Sidebars,
    HomeView,
    ChatPages,
    GroupAdministration,
    ServerAdministration,
    ServerViews,
    Places,
    DetailsView,
    Picking,
    SettingsView,
  ],
  exports: [Locals],
})
export class PagesModule {}
