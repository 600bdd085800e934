import { Controller } from '@hotwired/stimulus';
import type { Presence } from '../../shared/payloads.js';
import { inbox } from '../lib/inbox.js';
import { setTime } from '../lib/time.js';

/** Says of one person that they are here, or since when not, or nothing where that may not be known. */
export default class SeenController extends Controller<HTMLElement> {
  static override targets = ['online', 'time', 'name'];
  static override values = { user: Number };

  declare readonly onlineTarget: HTMLElement;
  declare readonly timeTarget: HTMLTimeElement;
  declare readonly nameTarget: HTMLElement;
  declare readonly userValue: number;

  private end?: () => void;

  override connect(): void {
    this.end = inbox.on('presence', (presence) => presence.user_id === this.userValue && this.show(presence));
  }

  override disconnect(): void {
    this.end?.();
  }

  /** Whoever is offline does not know any more who is online: until now the other one was. */
  connection({ detail: { offline } }: CustomEvent<{ offline: boolean }>): void {
    if (!offline || this.onlineTarget.hidden) return;
    this.show({ is_online: false, lastseen: new Date().toISOString() });
  }

  private show({ is_online, lastseen }: Pick<Presence, 'is_online' | 'lastseen'>): void {
    const seen = !is_online && lastseen;
    this.onlineTarget.hidden = !is_online;
    this.timeTarget.hidden = !seen;
    this.nameTarget.hidden = Boolean(is_online || seen);
    if (seen) setTime(this.timeTarget, seen);
  }
}
