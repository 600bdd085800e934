import { Controller } from '@hotwired/stimulus';
import { LIMITS, USERNAME_PATTERN } from '../../shared/limits.js';
import { debounced, read } from '../lib/page.js';
import { copyOf, part } from '../lib/part.js';

/** Says while typing whether a username may be had. */
export default class UsernameController extends Controller<HTMLElement> {
  static override targets = ['input', 'hint', 'free', 'taken'];
  declare readonly inputTarget: HTMLInputElement;
  declare readonly hintTarget: HTMLElement;
  declare readonly freeTarget: HTMLTemplateElement;
  declare readonly takenTarget: HTMLTemplateElement;

  check = debounced(300, () => void this.ask());

  private async ask(): Promise<void> {
    const name = this.inputTarget.value.trim();
    if (name.length < LIMITS.usernameMin) return this.say(null);
    if (!USERNAME_PATTERN.test(name)) return this.say('Only letters, digits, dot, dash and underscore.');
    const answer = await read<{ available: boolean }>(`/user/available/?username=${encodeURIComponent(name)}`);
    if (!answer || name !== this.inputTarget.value.trim()) return;
    this.say(answer.available ? null : 'This username is taken. Choose another.', answer.available);
  }

  private say(problem: string | null, free = false): void {
    this.inputTarget.ariaInvalid = problem ? 'true' : null;
    if (!problem && !free) return;
    const hint = copyOf(free ? this.freeTarget : this.takenTarget);
    if (problem) part(hint, 'sentence').textContent = problem;
    this.hintTarget.replaceChildren(hint);
  }
}
