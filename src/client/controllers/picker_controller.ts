import { Controller } from '@hotwired/stimulus';
import type { Person } from '../../shared/payloads.js';
import { setFace } from '../lib/avatar.js';
import { debounced, read } from '../lib/page.js';
import { copyOf, part } from '../lib/part.js';

const MOST = 12;

/** Chooses people by a few letters: those who are ticked stay, those who are found stand below them. */
export default class PickerController extends Controller<HTMLElement> {
  static override targets = ['query', 'find', 'list', 'status', 'template'];

  declare readonly queryTarget: HTMLInputElement;
  declare readonly findTargets: HTMLElement[];
  declare readonly listTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly templateTarget: HTMLTemplateElement;

  private asked?: AbortController;
  readonly search = debounced(150, () => void this.look());

  /** A form is sent by its first button, seen or not: without script that is the one that looks for people. */
  override connect(): void {
    for (const button of this.findTargets) button.remove();
    // Letters that were typed before this script arrived.
    if (this.queryTarget.value) this.search();
  }

  key(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    void this.look();
  }

  private async look(): Promise<void> {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const query = this.queryTarget.value.trim();
    const found = query ? await read<Person[]>(`/search/?q=${encodeURIComponent(query)}`, asked.signal) : [];
    if (asked.signal.aborted) return;
    const picked = this.rows().filter((row) => row.querySelector('input')!.checked);
    const names = picked.map((row) => row.querySelector('input')!.value);
    const others = (found ?? []).filter(({ username }) => !names.includes(username)).slice(0, MOST);
    this.listTarget.replaceChildren(...picked, ...others.map((person) => this.draw(person)));
    this.statusTarget.textContent = this.words(query, found, others.length);
  }

  private rows = () => [...this.listTarget.querySelectorAll<HTMLElement>('.pick')];

  private draw({ id, username, display_name: name, avatar: picture, is_online: online }: Person): HTMLElement {
    const row = copyOf(this.templateTarget);
    row.querySelector('input')!.value = username;
    setFace(part(row, 'avatar'), { id, name, picture, online });
    part(row, 'name').textContent = name;
    part(row, 'about').textContent = username;
    return row;
  }

  private words(query: string, found: Person[] | null, others: number): string {
    if (!query) return '';
    if (!found) return 'The search could not be reached. Try again in a moment.';
    if (!found.length) return `Nobody called “${query}” here.`;
    return others === 1 ? '1 found' : `${others} found`;
  }
}
