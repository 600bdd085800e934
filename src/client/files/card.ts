import { copyOf, part } from '../lib/part.js';
import type { Bar, CardLook, Note, WayLook } from './look.js';
import { kindOf, nameParts } from './words.js';

export type Action = 'accept' | 'decline' | 'cancel' | 'again' | 'choose';

export interface Templates {
  card: HTMLTemplateElement;
  way: HTMLTemplateElement;
}

const ICONS = { plain: 'info', ok: 'check', bad: 'alert', warn: 'clock' };
const VALUE_STEP = 5;

/** One file in the log, in the markup of the page. Only what differs is written. */
export class Card {
  readonly element: HTMLElement;
  private readonly ways = new Map<number, HTMLElement>();

  constructor(
    private readonly templates: Templates,
    own: boolean,
    act: (action: Action) => void,
  ) {
    this.element = copyOf(templates.card);
    this.element.classList.toggle('file--own', own);
    for (const button of this.element.querySelectorAll<HTMLButtonElement>('button[data-act]'))
      button.addEventListener('click', () => act(button.dataset.act as Action));
  }

  name(name: string, thumbnail?: string): void {
    const [head, tail] = nameParts(name);
    const text = { whole: name, head, tail, kind: kindOf(name) };
    for (const [at, words] of Object.entries(text)) part(this.element, at).textContent = words;
    part(this.element, 'name').title = name;
    if (!thumbnail?.startsWith('data:image/')) return;
    const picture = new Image();
    picture.src = thumbnail;
    picture.alt = '';
    part(this.element, 'tile').replaceChildren(picture);
    this.element.classList.add('file--picture');
  }

  show(look: CardLook): void {
    const { element } = this;
    const focused = element.contains(document.activeElement);
    element.ariaLabel = look.label;
    element.classList.toggle('file--offer', look.actions.includes('answer'));
    element.toggleAttribute('data-over', look.over);
    write(part(element, 'about'), look.about);
    showBar(part(element, 'progress'), look.bar, part(element, 'whole').textContent ?? '');
    showNote(part(element, 'note'), look.note);
    for (const group of element.querySelectorAll<HTMLElement>('[data-for]'))
      group.hidden = !(look.actions as string[]).includes(group.dataset.for!);
    this.showWays(look.ways);
    part(element, 'sum').hidden = !look.sha256;
    write(part(element, 'hash'), look.sha256);
    // A button that was just pressed may be gone, and the focus with it.
    if (focused && !element.contains(visibleFocus())) element.focus({ preventScroll: true });
  }

  private showWays(looks: WayLook[]): void {
    const list = part(this.element, 'ways');
    list.hidden = !looks.length;
    for (const [at, { name, bar, note }] of looks.entries()) {
      const row = this.ways.get(at) ?? copyOf(this.templates.way);
      if (!this.ways.has(at)) list.append(row);
      this.ways.set(at, row);
      write(part(row, 'who'), name);
      showBar(part(row, 'progress'), bar, name);
      showNote(part(row, 'note'), note);
    }
  }
}

const visibleFocus = () => {
  const active = document.activeElement as HTMLElement | null;
  return active && active.getClientRects().length > 0 ? active : null;
};

function showBar(box: HTMLElement, bar: Bar | null, name: string): void {
  box.hidden = !bar;
  if (!bar) return;
  const track = box.querySelector<HTMLElement>('[role=progressbar]')!;
  track.ariaLabel = name;
  track.classList.toggle('bar--paused', bar.paused);
  (track.firstElementChild as HTMLElement).style.inlineSize = `${bar.percent}%`;
  write(part(box, 'percent'), `${bar.percent} %`);
  write(part(box, 'pace'), bar.pace);
  const value = String(bar.percent - (bar.percent % VALUE_STEP));
  if (track.ariaValueNow === value) return;
  track.ariaValueNow = value;
  track.ariaValueText = bar.pace ? `${value} %, ${bar.pace.split(' · ')[1]}` : `${value} %`;
}

function showNote(box: HTMLElement, note: Note | null): void {
  box.hidden = !note;
  if (!note) return;
  box.dataset.tone = note.tone;
  const icon = box.querySelector('use')!;
  const href = `${document.body.dataset.sprite}#i-${ICONS[note.tone]}`;
  if (icon.getAttribute('href') !== href) icon.setAttribute('href', href);
  write(part(box, 'text'), note.text);
  write(part(box, 'left'), note.left ?? '');
}

function write(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
