import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ChatsModule } from '../chats/chats.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { UsersModule } from '../users/users.module.js';
import { ChatPage } from './chat.page.js';
import { ChatPages } from './chat-pages.js';
import { HomePage } from './home.page.js';
import { Locals } from './locals.js';
import { RootPage } from './root.page.js';
import { SettingsAccessPage } from './settings-access.page.js';
import { SettingsPage } from './settings.page.js';
import { SettingsView } from './settings-view.js';
import { Sidebars } from './sidebar.js';
import { SignInPage } from './sign-in.page.js';

@Module({
  imports: [AuthModule, UsersModule, ChatsModule, MessagesModule, ReceiptsModule],
  controllers: [RootPage, HomePage, ChatPage, SettingsPage, SettingsAccessPage, SignInPage],
  providers: [Locals, Sidebars, ChatPages, SettingsView],
  exports: [Locals],
})
export class PagesModule {}
