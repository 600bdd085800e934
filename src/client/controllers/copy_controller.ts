import { Controller } from '@hotwired/stimulus';

const SAYS_MS = 2000;

/** Copies a text, and says so for a moment. */
export default class CopyController extends Controller<HTMLButtonElement> {
  static override targets = ['label'];
  static override values = { text: String };

  declare readonly labelTarget: HTMLElement;
  declare readonly textValue: string;

  private readonly words = this.element.textContent.trim();

  async copy(): Promise<void> {
    const done = await copied(this.textValue);
    this.element.style.minWidth = `${this.element.offsetWidth}px`;
    this.labelTarget.textContent = done ? 'Copied' : 'Not copied';
    setTimeout(() => (this.labelTarget.textContent = this.words), SAYS_MS);
  }
}

/** Over plain http browsers have no clipboard to write to, but they still copy what is selected. */
async function copied(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
