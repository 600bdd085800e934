import { Controller } from '@hotwired/stimulus';
import { inbox } from '../lib/inbox.js';

/** The dots on the pictures of people, wherever on the page they stand. */
export default class PresenceController extends Controller<HTMLElement> {
  private end?: () => void;

  override connect(): void {
    this.end = inbox.on('presence', ({ user_id, is_online }) => {
      for (const avatar of this.element.querySelectorAll(`.avatar[data-user="${user_id}"]`)) {
        avatar.toggleAttribute('data-online', is_online === true);
      }
    });
  }

  override disconnect(): void {
    this.end?.();
  }
}
