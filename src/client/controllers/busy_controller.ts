import { Controller } from '@hotwired/stimulus';

/** A form on its way says so on its button, which keeps its width, and is not sent twice. */
export default class BusyController extends Controller<HTMLFormElement> {
  static override values = { words: String };
  declare readonly wordsValue: string;

  private readonly button = this.element.querySelector<HTMLButtonElement>(
    '[data-busy], button:not([type=button], .without-script)',
  )!;
  private readonly words = this.button.textContent;

  override connect(): void {
    this.element.addEventListener('submit', this.begin);
    window.addEventListener('pageshow', this.end);
  }

  override disconnect(): void {
    this.element.removeEventListener('submit', this.begin);
    window.removeEventListener('pageshow', this.end);
  }

  private begin = (event: Event): void => {
    if (this.button.ariaBusy === 'true') return event.preventDefault();
    this.button.style.minWidth = `${this.button.offsetWidth}px`;
    this.button.ariaBusy = 'true';
    if (this.wordsValue) this.button.textContent = this.wordsValue;
  };

  end = (): void => {
    this.button.ariaBusy = null;
    this.button.textContent = this.words;
  };
}
