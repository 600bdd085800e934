import type { Application } from '@hotwired/stimulus';
import AdministrationController from './controllers/administration_controller.js';
import CopyController from './controllers/copy_controller.js';
import OrderController from './controllers/order_controller.js';
import PickerController from './controllers/picker_controller.js';
import PreviewController from './controllers/preview_controller.js';
import RoleController from './controllers/role_controller.js';

/** What only making and running a group or server needs. */
export function register(application: Application): void {
  application.register('administration', AdministrationController);
  application.register('copy', CopyController);
  application.register('order', OrderController);
  application.register('picker', PickerController);
  application.register('preview', PreviewController);
  application.register('role', RoleController);
}
