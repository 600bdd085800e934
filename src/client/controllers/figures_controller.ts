import { Controller } from '@hotwired/stimulus';
import type { Stats } from '../../shared/payloads.js';
import { inbox } from '../lib/inbox.js';
import { debounced, read } from '../lib/page.js';

/** The three figures of the home page, as they change. */
export default class FiguresController extends Controller<HTMLElement> {
  static override targets = ['figure'];
  declare readonly figureTargets: HTMLElement[];

  private ends: (() => void)[] = [];

  override connect(): void {
    const reload = debounced(300, () => void this.load());
    this.ends = (['message', 'read', 'added', 'removed', 'stale'] as const).map((name) => inbox.on(name, reload));
  }

  override disconnect(): void {
    for (const end of this.ends) end();
  }

  private async load(): Promise<void> {
    const stats = await read<Stats>('/stats/');
    if (!stats) return;
    for (const figure of this.figureTargets) {
      const value = stats[figure.dataset.name as keyof Stats];
      const text = value.toLocaleString('en-GB');
      if (figure.textContent === text) continue;
      figure.textContent = text;
      figure.removeAttribute('data-changed');
      requestAnimationFrame(() => figure.setAttribute('data-changed', ''));
      figure.closest('.figure--unread')?.toggleAttribute('data-none', value === 0);
    }
  }
}
