import type { Application } from '@hotwired/stimulus';
import CopyController from './controllers/copy_controller.js';
import MentionController from './controllers/mention_controller.js';
import PanelController from './controllers/panel_controller.js';

/** What only conversations of several people need. */
export function register(application: Application): void {
  application.register('copy', CopyController);
  application.register('mention', MentionController);
  application.register('panel', PanelController);
}
