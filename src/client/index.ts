import { Application } from '@hotwired/stimulus';
import BusyController from './controllers/busy_controller.js';
import ChatListController from './controllers/chat_list_controller.js';
import ComposerController from './controllers/composer_controller.js';
import ConnectionController from './controllers/connection_controller.js';
import FiguresController from './controllers/figures_controller.js';
import KeysController from './controllers/keys_controller.js';
import LogController from './controllers/log_controller.js';
import NewcomerController from './controllers/newcomer_controller.js';
import PaletteController from './controllers/palette_controller.js';
import PasswordController from './controllers/password_controller.js';
import PictureController from './controllers/picture_controller.js';
import SectionsController from './controllers/sections_controller.js';
import SignOutController from './controllers/sign_out_controller.js';
import SwitchesController from './controllers/switches_controller.js';
import ThemeController from './controllers/theme_controller.js';
import TimesController from './controllers/times_controller.js';
import ToastsController from './controllers/toasts_controller.js';
import UnreadController from './controllers/unread_controller.js';
import UsernameController from './controllers/username_controller.js';
import WaitingController from './controllers/waiting_controller.js';
import { me } from './lib/page.js';
import { socket } from './lib/socket.js';
import { startSync } from './lib/sync.js';

const application = new Application();
application.register('busy', BusyController);
application.register('chat-list', ChatListController);
application.register('composer', ComposerController);
application.register('connection', ConnectionController);
application.register('figures', FiguresController);
application.register('keys', KeysController);
application.register('log', LogController);
application.register('newcomer', NewcomerController);
application.register('palette', PaletteController);
application.register('password', PasswordController);
application.register('picture', PictureController);
application.register('sections', SectionsController);
application.register('sign-out', SignOutController);
application.register('switches', SwitchesController);
application.register('theme', ThemeController);
application.register('times', TimesController);
application.register('toasts', ToastsController);
application.register('unread', UnreadController);
application.register('username', UsernameController);
application.register('waiting', WaitingController);

// The connection opens when everybody listens, so that nothing that it brings is lost.
await application.start();
if (me) {
  startSync();
  socket.connect();
}
