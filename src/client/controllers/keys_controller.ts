import { Controller } from '@hotwired/stimulus';

const FIELDS = 'input, textarea, select, [contenteditable]';

/** The keyboard of the whole page. */
export default class KeysController extends Controller<HTMLElement> {
  static override targets = ['dialog'];
  declare readonly dialogTarget: HTMLDialogElement;

  press(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    const { key, altKey } = event;
    const command = event.ctrlKey || event.metaKey;
    if (command && !altKey && key.toLowerCase() === 'k') this.find(event);
    else if (altKey && key === 'ArrowDown') this.step(event, 1);
    else if (altKey && key === 'ArrowUp') this.step(event, -1);
    else if (key === 'Escape') this.escape();
    else if (key === '?' && !command) this.explain(event);
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

  /** An open dialog closes by itself. */
  private escape(): void {
    if (!document.querySelector('dialog[open]')) this.dispatch('escape', { target: window });
  }

  private explain(event: Event): void {
    if (!(event.target as Element).matches(FIELDS)) this.dialogTarget.showModal();
  }

  private step(event: Event, by: number): void {
    const rows = [...document.querySelectorAll<HTMLAnchorElement>('.sidebar :is(.chat-row, .channel)')].filter(
      (row) => row.checkVisibility?.() ?? true,
    );
    const at = rows.findIndex((row) => row.hasAttribute('aria-current'));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (!next) return;
    event.preventDefault();
    next.click();
  }
}
