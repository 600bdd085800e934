import { Application } from '@hotwired/stimulus';
import AlertSwitchesController from './controllers/alert_switches_controller.js';
import AlertsController from './controllers/alerts_controller.js';
import BusyController from './controllers/busy_controller.js';
import ChatListController from './controllers/chat_list_controller.js';
import ComposerController from './controllers/composer_controller.js';
import ConnectionController from './controllers/connection_controller.js';
import FilesController from './controllers/files_controller.js';
import FiguresController from './controllers/figures_controller.js';
import KeysController from './controllers/keys_controller.js';
import LogController from './controllers/log_controller.js';
import MakingController from './controllers/making_controller.js';
import NewcomerController from './controllers/newcomer_controller.js';
import PaletteController from './controllers/palette_controller.js';
import PasswordController from './controllers/password_controller.js';
import PictureController from './controllers/picture_controller.js';
import PresenceController from './controllers/presence_controller.js';
import ReadersController from './controllers/readers_controller.js';
import RoomController from './controllers/room_controller.js';
import SectionsController from './controllers/sections_controller.js';
import SeenController from './controllers/seen_controller.js';
import SignOutController from './controllers/sign_out_controller.js';
import SwitchesController from './controllers/switches_controller.js';
import ThemeController from './controllers/theme_controller.js';
import TimesController from './controllers/times_controller.js';
import ToastsController from './controllers/toasts_controller.js';
import TypingController from './controllers/typing_controller.js';
import UnreadController from './controllers/unread_controller.js';
import UsernameController from './controllers/username_controller.js';
import WaitingController from './controllers/waiting_controller.js';
import { isOn } from './lib/alerts.js';
import { inbox } from './lib/inbox.js';
import { me } from './lib/page.js';
import { postman } from './lib/postman.js';
import { socket } from './lib/socket.js';
import { startSync } from './lib/sync.js';
import { transfers } from './lib/transfers.js';

const application = new Application();
application.register('alert-switches', AlertSwitchesController);
application.register('alerts', AlertsController);
application.register('busy', BusyController);
application.register('chat-list', ChatListController);
application.register('composer', ComposerController);
application.register('connection', ConnectionController);
application.register('files', FilesController);
application.register('figures', FiguresController);
application.register('keys', KeysController);
application.register('log', LogController);
application.register('making', MakingController);
application.register('newcomer', NewcomerController);
application.register('palette', PaletteController);
application.register('password', PasswordController);
application.register('picture', PictureController);
application.register('presence', PresenceController);
application.register('readers', ReadersController);
application.register('room', RoomController);
application.register('sections', SectionsController);
application.register('seen', SeenController);
application.register('sign-out', SignOutController);
application.register('switches', SwitchesController);
application.register('theme', ThemeController);
application.register('times', TimesController);
application.register('toasts', ToastsController);
application.register('typing', TypingController);
application.register('unread', UnreadController);
application.register('username', UsernameController);
application.register('waiting', WaitingController);

/** What only some pages need comes with those, and before anything live does. */
async function registerMore(): Promise<void> {
  const needs = (name: string) => document.querySelector(`[data-pack=${name}]`);
  if (needs('panel')) void import('./panel.js').then(({ register }) => register(application)).catch(() => undefined);
  if (needs('push')) void import('./push.js').then(({ register }) => register(application)).catch(() => undefined);
  if (needs('room')) (await import('./room.js')).register(application);
  if (needs('administration')) (await import('./administration.js')).register(application);
  const servers = async () => (await import('./servers.js')).register(application);
  if (needs('servers')) await servers();
  else if (me) socket.once('server:added', () => void servers().then(() => inbox.emit('stale', undefined)));
}

// The connection opens when everybody listens, so that nothing that it brings is lost.
await application.start();
await registerMore().catch(() => undefined);
if (me) {
  startSync();
  postman.start();
  transfers.start();
  socket.connect();
  void navigator.serviceWorker?.register('/service-worker.js').catch(() => undefined);
  if (isOn('push')) void import('./lib/push.js').then(({ tellHereStill }) => tellHereStill()).catch(() => undefined);
}
