import { Controller } from '@hotwired/stimulus';

/** Once somebody has written, a phone shows the list instead of the first steps. */
export default class NewcomerController extends Controller<HTMLElement> {
  leave(): void {
    if (!document.querySelector('.sidebar .chat-row')) return;
    const shell = this.element.closest<HTMLElement>('.shell');
    if (shell) shell.dataset.view = 'list';
  }
}
