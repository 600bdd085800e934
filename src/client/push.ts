import type { Application } from '@hotwired/stimulus';
import PushSwitchController from './controllers/push_switch_controller.js';

/** What the settings have about notifications while Parley is closed. */
export function register(application: Application): void {
  application.register('push-switch', PushSwitchController);
}
