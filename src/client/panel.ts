import type { Application } from '@hotwired/stimulus';
import PanelController from './controllers/panel_controller.js';

/** What a conversation of two has of a panel. */
export function register(application: Application): void {
  application.register('panel', PanelController);
}
