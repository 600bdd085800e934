import { Controller } from '@hotwired/stimulus';
import { type Alert, canNotify, isOn, turn } from '../lib/alerts.js';
import { chime } from '../lib/chime.js';

const BLOCKED = 'Blocked by this browser. Allow them in the address bar first.';
const UNABLE = 'This browser shows none for this page. They need an address that begins with https.';

/** What this browser may do to be noticed. It is asked here, when somebody wants it, and nowhere else. */
export default class AlertSwitchesController extends Controller<HTMLElement> {
  static override targets = ['sound', 'desktop', 'hint'];
  declare readonly soundTarget: HTMLInputElement;
  declare readonly desktopTarget: HTMLInputElement;
  declare readonly hintTarget: HTMLElement;

  override connect(): void {
    this.soundTarget.checked = isOn('sound');
    this.desktopTarget.checked = isOn('desktop') && canNotify() && Notification.permission === 'granted';
    if (!canNotify()) this.refuse(UNABLE);
    else if (Notification.permission === 'denied') this.refuse(BLOCKED);
  }

  sound(): void {
    this.turn('sound', this.soundTarget);
    if (this.soundTarget.checked) chime().catch(() => undefined);
  }

  async desktop(): Promise<void> {
    if (this.desktopTarget.checked && !canNotify()) return this.refuse(UNABLE);
    if (this.desktopTarget.checked && (await Notification.requestPermission()) !== 'granted')
      return this.refuse(BLOCKED);
    this.turn('desktop', this.desktopTarget);
  }

  private turn(alert: Alert, input: HTMLInputElement): void {
    if (!turn(alert, input.checked)) input.checked = false;
  }

  private refuse(why: string): void {
    turn('desktop', false);
    this.desktopTarget.checked = false;
    this.hintTarget.textContent = why;
  }
}
