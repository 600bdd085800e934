import type { Application } from '@hotwired/stimulus';
import RailController from './controllers/rail_controller.js';
import { followServers } from './lib/server_news.js';

/** What only people need who are in a server, or look for one. */
export function register(application: Application): void {
  followServers();
  application.register('rail', RailController);
}
