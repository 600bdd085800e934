import { Controller } from '@hotwired/stimulus';
import { send, wentWell } from '../lib/page.js';

/** Changes the theme as it is chosen. The server keeps it in a cookie, so the next page has it from its first paint. */
export default class ThemeController extends Controller<HTMLFormElement> {
  static override targets = ['button'];
  declare readonly buttonTarget: HTMLElement;

  override connect(): void {
    this.buttonTarget.hidden = true;
  }

  choose({ target }: Event): void {
    const theme = (target as HTMLInputElement).value;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    void this.save(theme);
  }

  private async save(theme: string): Promise<void> {
    const answer = await send('POST', this.element.action, new URLSearchParams({ theme })).catch(() => null);
    if (!wentWell(answer)) this.element.submit();
  }
}
