import { Controller } from '@hotwired/stimulus';
import { send, wentWell } from '../lib/page.js';
import { refresh } from '../lib/refresh.js';

/** Moves a row up or down without leaving the page, so that whoever uses the keyboard can press again. */
export default class OrderController extends Controller<HTMLFormElement> {
  async move(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const button = event.submitter as HTMLButtonElement;
    if (button.ariaDisabled === 'true') return;
    const to = new URLSearchParams({ to: button.value });
    const answer = await send('POST', this.element.action, to).catch(() => null);
    if (wentWell(answer)) await refresh();
    else location.reload();
  }
}
