import { Controller } from '@hotwired/stimulus';
import { socket } from '../lib/socket.js';

const PATIENCE_MS = 5000;

/** Says "offline" once there has been no connection for five seconds, and not at every hiccup. */
export default class ConnectionController extends Controller<HTMLElement> {
  static override targets = ['banner'];
  declare readonly bannerTargets: HTMLElement[];

  private timer?: ReturnType<typeof setTimeout>;

  override connect(): void {
    socket.on('connect', this.online);
    socket.on('disconnect', this.wait);
    window.addEventListener('online', this.retry);
    if (!socket.connected) this.wait();
  }

  override disconnect(): void {
    clearTimeout(this.timer);
    socket.off('connect', this.online);
    socket.off('disconnect', this.wait);
    window.removeEventListener('online', this.retry);
  }

  retry = (): void => {
    if (!socket.connected) socket.disconnect().connect();
  };

  private online = (): void => {
    clearTimeout(this.timer);
    this.show(false);
  };

  private wait = (): void => {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(true), PATIENCE_MS);
  };

  private show(offline: boolean): void {
    document.body.toggleAttribute('data-offline', offline);
    for (const banner of this.bannerTargets) banner.hidden = !offline;
    this.dispatch('changed', { target: window, detail: { offline } });
  }
}
