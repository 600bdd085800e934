import { Controller } from '@hotwired/stimulus';

const FIELDS = 'input, textarea, select, [contenteditable]';

/** The keyboard of the whole page. */
export default class KeysController extends Controller<HTMLElement> {
  static override targets = ['dialog'];
  declare readonly dialogTarget: HTMLDialogElement;

  press(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    const { key, altKey, ctrlKey, metaKey } = event;
    if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return this.find(event);
    if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) return this.step(event, key === 'ArrowDown' ? 1 : -1);
    if (key === 'Escape' && !document.querySelector('dialog[open]')) this.dispatch('escape', { target: window });
    if (key === '?' && !ctrlKey && !metaKey && !(event.target as Element).matches(FIELDS))
      this.dialogTarget.showModal();
  }

  find(event: Event): void {
    event.preventDefault();
    const field = event.target instanceof HTMLInputElement ? event.target : undefined;
    window.dispatchEvent(new CustomEvent('palette:open', { detail: { text: field?.value ?? '' } }));
    if (field) field.value = '';
  }

  close(): void {
    this.dialogTarget.close();
  }

  outside(event: Event): void {
    if (event.target === this.dialogTarget) this.close();
  }

  private step(event: Event, by: number): void {
    const rows = [...document.querySelectorAll<HTMLAnchorElement>('.sidebar .chat-row')].filter(
      (row) => row.checkVisibility?.() ?? true,
    );
    const at = rows.findIndex((row) => row.hasAttribute('aria-current'));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (!next) return;
    event.preventDefault();
    next.click();
  }
}
