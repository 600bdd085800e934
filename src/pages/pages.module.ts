import { Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ChatsModule } from '../chats/chats.module.js';
import { GroupsModule } from '../groups/groups.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { UsersModule } from '../users/users.module.js';
import { AdminGroupsPage } from './admin/groups.page.js';
import { AdminOverviewPage } from './admin/overview.page.js';
import { AdminPeoplePage } from './admin/people.page.js';
import { AdminReportsPage } from './admin/reports.page.js';
import { ChatPage } from './chat.page.js';
import { ChatPages } from './chat-pages.js';
import { Administration } from './groups/administration.js';
import { DetailsView } from './groups/details-view.js';
import { ExplorePage } from './groups/explore.page.js';
import { GroupDoorsPage } from './groups/group-doors.page.js';
import { GroupMembersPage } from './groups/group-members.page.js';
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
import { SettingsAccessPage } from './settings-access.page.js';
import { SettingsPage } from './settings.page.js';
import { SettingsView } from './settings-view.js';
import { Sidebars } from './sidebar.js';
import { SignInPage } from './sign-in.page.js';

// `/group-web/new` before the routes that would take it for an id.
const groups = [NewGroupPage, GroupPage, GroupMembersPage, GroupDoorsPage, JoinPage, ExplorePage];
const administration = [AdminOverviewPage, AdminPeoplePage, AdminGroupsPage, AdminReportsPage];

@Module({
  imports: [AdminModule, AuthModule, UsersModule, ChatsModule, GroupsModule, MessagesModule, ReceiptsModule],
  controllers: [
    RootPage,
    PersonPage,
    HomePage,
    ChatPage,
    MutePage,
    ...groups,
    ...administration,
    SettingsPage,
    SettingsAccessPage,
    SignInPage,
  ],
  providers: [Locals, Sidebars, HomeView, ChatPages, Administration, DetailsView, Picking, SettingsView],
  exports: [Locals],
})
export class PagesModule {}
