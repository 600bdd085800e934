import type { Receiver } from './receiver.js';

const OPEN = 'dialog[open], [role=listbox]:not([hidden], dialog *)';
const POPPED = CSS.supports('selector(:popover-open)') ? `${OPEN}, :popover-open` : OPEN;

/** Enter takes the offer that waits, Esc declines it, from wherever these keys mean nothing else. */
export class AnswerKeys {
  constructor(private readonly receiver: Receiver) {}

  /** Before everybody else: the composer would send, and the log would scroll. */
  listen(): void {
    document.addEventListener('keydown', this.press, true);
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (event.repeat || event.isComposing || event.keyCode === 229 || event.shiftKey || event.altKey) return;
    const answer = event.key === 'Enter' ? 'accept' : event.key === 'Escape' ? 'decline' : null;
    if (!answer || document.querySelector(POPPED) || !isFree(event, answer)) return;
    const file = this.receiver.asking(performance.now());
    if (!file) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.receiver.act(file, answer);
  };
}

function isFree({ target, ctrlKey, metaKey }: KeyboardEvent, answer: 'accept' | 'decline'): boolean {
  const element = target as HTMLElement;
  const isComposer = element.matches('.composer__text');
  if (answer === 'accept' && isComposer) return ctrlKey || metaKey || !(element as HTMLTextAreaElement).value.trim();
  if (ctrlKey || metaKey) return false;
  if (answer === 'decline') return isComposer || !element.matches('input, textarea, select, [contenteditable]');
  // Elsewhere Enter presses what has the focus.
  return element === document.body || element.matches('.log, .file');
}
