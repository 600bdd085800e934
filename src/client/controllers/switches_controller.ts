import { Controller } from '@hotwired/stimulus';
import { send, wentWell } from '../lib/page.js';

/** Switches take effect as they are flipped. */
export default class SwitchesController extends Controller<HTMLFormElement> {
  static override targets = ['button', 'saved'];
  declare readonly buttonTarget: HTMLElement;
  declare readonly savedTarget: HTMLElement;

  override connect(): void {
    this.buttonTarget.hidden = true;
  }

  async save(): Promise<void> {
    this.savedTarget.hidden = true;
    const body = new URLSearchParams(new FormData(this.element) as unknown as Record<string, string>);
    const answer = await send('POST', this.element.action, body).catch(() => null);
    if (!wentWell(answer)) return this.element.submit();
    this.savedTarget.hidden = false;
  }
}
