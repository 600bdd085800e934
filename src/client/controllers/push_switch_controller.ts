import { Controller } from '@hotwired/stimulus';
import { isPossible, isTold, REASONS, tellHere, tellHereNoMore } from '../lib/push.js';

/** Whether this device is told of messages while Parley is closed. The browser is asked here, when somebody wants it. */
export default class PushSwitchController extends Controller<HTMLElement> {
  static override targets = ['switch', 'hint'];
  declare readonly switchTarget: HTMLInputElement;
  declare readonly hintTarget: HTMLElement;

  override async connect(): Promise<void> {
    this.switchTarget.disabled = false;
    if (!isPossible()) return this.say(REASONS.unable);
    if (Notification.permission === 'denied') return this.say(REASONS.blocked);
    this.switchTarget.checked = Notification.permission === 'granted' && (await isTold());
  }

  async turn(): Promise<void> {
    const wanted = this.switchTarget.checked;
    this.switchTarget.disabled = true;
    this.say(wanted ? 'Asking this browser …' : '');
    const reason = wanted ? await tellHere() : await tellHereNoMore();
    this.switchTarget.disabled = false;
    this.switchTarget.checked = wanted && !reason;
    this.say(reason ? REASONS[reason] : wanted ? 'On for this device.' : 'Off for this device.');
  }

  private say(words: string): void {
    this.hintTarget.textContent = words;
  }
}
