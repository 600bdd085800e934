import { Controller } from '@hotwired/stimulus';
import type { Member } from '../../shared/group-payloads.js';
import { setFace } from '../lib/avatar.js';
import { membersOf } from '../lib/members.js';
import { me } from '../lib/page.js';
import { copyOf, part } from '../lib/part.js';

const MOST = 6;
/** An `@` that begins a word, and what has been typed of the name. */
const BEGUN = /(?:^|[\s(«“"'])@([A-Za-z0-9_.\-\p{L}]{0,32})$/u;

/** Suggests members while somebody writes an `@`. */
export default class MentionController extends Controller<HTMLElement> {
  static override targets = ['text', 'options', 'status', 'template'];
  static override values = { chat: Number };

  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly optionsTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly chatValue: number;

  private found: Member[] = [];
  private at = 0;

  async look(): Promise<void> {
    const begun = this.begun();
    if (begun === undefined) return this.close();
    const members = await membersOf(this.chatValue);
    // More may have been typed meanwhile.
    if (this.begun() !== begun) return;
    this.found = fitting(members, begun.toLowerCase());
    if (!this.found.length) return this.close();
    this.optionsTarget.replaceChildren(...this.found.map((member, place) => this.draw(member, place)));
    this.optionsTarget.hidden = false;
    this.statusTarget.textContent = this.found.length === 1 ? '1 member' : `${this.found.length} members`;
    this.textTarget.setAttribute('aria-controls', this.optionsTarget.id);
    this.select(0);
  }

  /** Before the composer, which would send the message. */
  key(event: KeyboardEvent): void {
    if (this.optionsTarget.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.select((this.at + step + this.found.length) % this.found.length);
    else if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' || event.key === 'Tab') this.take(this.found[this.at]!);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  close(): void {
    this.optionsTarget.hidden = true;
    this.statusTarget.textContent = '';
    this.textTarget.removeAttribute('aria-activedescendant');
    this.textTarget.removeAttribute('aria-controls');
  }

  private begun(): string | undefined {
    const { value, selectionStart, selectionEnd } = this.textTarget;
    return selectionStart === selectionEnd ? BEGUN.exec(value.slice(0, selectionStart))?.[1] : undefined;
  }

  private draw(member: Member, place: number): HTMLElement {
    const { user_id: id, username, display_name: name, avatar: picture, is_online: online } = member;
    const option = copyOf(this.templateTarget);
    option.id = `mention-${place}`;
    setFace(part(option, 'avatar'), { id, name, picture, online });
    part(option, 'name').textContent = name;
    part(option, 'about').textContent = username;
    // On pointerdown, because a click would come after the field has lost its focus.
    option.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      this.take(member);
    });
    return option;
  }

  private select(place: number): void {
    this.at = place;
    [...this.optionsTarget.children].forEach((option, at) => (option.ariaSelected = String(at === place)));
    this.textTarget.setAttribute('aria-activedescendant', `mention-${place}`);
    this.optionsTarget.children[place]?.scrollIntoView({ block: 'nearest' });
  }

  private take({ username }: Member): void {
    const { selectionStart: end } = this.textTarget;
    const start = end - (this.begun() ?? '').length;
    this.textTarget.setRangeText(`${username} `, start, end, 'end');
    this.close();
    this.textTarget.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** Whose username or any word of whose name begins so. */
function fitting(members: Member[], begun: string): Member[] {
  const fits = ({ username, display_name }: Member) =>
    [username, ...display_name.split(/\s+/u)].some((word) => word.toLowerCase().startsWith(begun));
  return members.filter((member) => member.user_id !== me && fits(member)).slice(0, MOST);
}
