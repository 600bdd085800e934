import { Controller } from '@hotwired/stimulus';
import { inbox } from '../lib/inbox.js';
import { sayAll } from '../lib/time.js';
import { renew } from '../lib/renew.js';

/** Once somebody has written, the first steps make room for the usual home, and on a phone for the list. */
export default class NewcomerController extends Controller<HTMLElement> {
  private left = false;

  async leave(): Promise<void> {
    if (this.left || !document.querySelector('.sidebar .chat-row')) return;
    this.left = true;
    // What is being typed is not taken out of anybody's hands.
    if (this.element.querySelector<HTMLInputElement>('[name=q]')?.value) return this.showList();
    if (await renew('.page')) {
      sayAll(document);
      // What was said while the page was on its way stands in none of its figures.
      inbox.emit('stale', undefined);
    } else this.left = false;
    this.showList();
  }

  private showList(): void {
    document.querySelector<HTMLElement>('.shell')?.setAttribute('data-view', 'list');
  }
}
