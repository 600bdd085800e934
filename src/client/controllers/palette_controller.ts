import { Controller } from '@hotwired/stimulus';
import { setFace } from '../lib/avatar.js';
import { choicesFor, type Choice } from '../lib/choices.js';
import { debounced } from '../lib/page.js';
import { copyOf, part } from '../lib/part.js';

/** Finds a chat or a person by a few letters, from anywhere. */
export default class PaletteController extends Controller<HTMLDialogElement> {
  static override targets = ['query', 'options', 'nobody', 'title', 'status', 'form', 'template'];

  declare readonly queryTarget: HTMLInputElement;
  declare readonly optionsTarget: HTMLElement;
  declare readonly nobodyTarget: HTMLElement;
  declare readonly titleTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly formTarget: HTMLFormElement;
  declare readonly templateTarget: HTMLTemplateElement;

  private choices: Choice[] = [];
  private at = 0;
  private asked?: AbortController;
  private readonly searchSoon = debounced(120, () => void this.look());

  open({ detail }: CustomEvent<{ text?: string }>): void {
    if (this.element.open) return;
    this.queryTarget.value = detail?.text ?? '';
    this.element.showModal();
    void this.look();
  }

  close(): void {
    this.element.close();
  }

  closed(): void {
    this.asked?.abort();
  }

  outside(event: Event): void {
    if (event.target === this.element) this.close();
  }

  search(): void {
    this.searchSoon();
  }

  key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') this.choose(event, this.at + 1);
    else if (event.key === 'ArrowUp') this.choose(event, this.at - 1);
    else if (event.key === 'Enter') this.go(event, this.choices[this.at]);
  }

  private async look(): Promise<void> {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const query = this.queryTarget.value.trim();
    const choices = await choicesFor(query, asked.signal);
    if (asked.signal.aborted) return;
    this.choices = choices;
    this.optionsTarget.replaceChildren(...choices.map((choice, place) => this.draw(choice, place)));
    this.nobodyTarget.hidden = choices.length > 0;
    this.titleTarget.textContent = query ? `Nobody called “${query}” here` : 'Type a name';
    this.statusTarget.textContent = choices.length === 1 ? '1 found' : `${choices.length} found`;
    this.select(0);
  }

  private draw(choice: Choice, place: number): HTMLElement {
    const option = copyOf(this.templateTarget);
    option.id = `option-${place}`;
    setFace(part(option, 'avatar'), choice.face);
    part(option, 'name').textContent = choice.face.name;
    part(option, 'about').textContent = choice.about;
    option.addEventListener('click', (event) => this.go(event, choice));
    return option;
  }

  private choose(event: Event, place: number): void {
    event.preventDefault();
    if (this.choices.length) this.select((place + this.choices.length) % this.choices.length);
  }

  private select(place: number): void {
    this.at = place;
    [...this.optionsTarget.children].forEach((option, at) => {
      option.ariaSelected = String(at === place);
      if (at === place) option.scrollIntoView({ block: 'nearest' });
    });
    if (this.choices.length) this.queryTarget.setAttribute('aria-activedescendant', `option-${place}`);
    else this.queryTarget.removeAttribute('aria-activedescendant');
  }

  private go(event: Event, choice: Choice | undefined): void {
    event.preventDefault();
    if (!choice) return;
    if ('chat' in choice) return location.assign(`/chat-web/${choice.chat}`);
    this.formTarget.querySelector<HTMLInputElement>('[name=username]')!.value = choice.username;
    this.formTarget.submit();
  }
}
