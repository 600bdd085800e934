import { isFewEmoji, partsOf } from '../../shared/message-text.js';
import { systemIcon, systemParts } from '../../shared/system-text.js';
import type { Face } from './avatar.js';
import type { Arrival } from './inbox.js';
import { me, myName } from './page.js';
import { copyOf, part } from './part.js';
import { show } from './speakers.js';
import { setTick } from './tick.js';
import { setTime } from './time.js';

/** What the log needs of a message, sent or not yet. */
export type Shown = Pick<Arrival, 'sender' | 'text' | 'time' | 'kind' | 'event' | 'client_id'> &
  Partial<Pick<Arrival, 'seq' | 'readers' | 'read_count'>> & { state: string };

export const stateOf = ({ sender, kind, read }: Pick<Arrival, 'sender' | 'kind' | 'read'>): string =>
  sender !== me || kind === 'system' ? '' : read ? 'read' : 'sent';

/** Fills the page's own template, so that one partial is the only markup of a message. People's words become text, never HTML. */
export function fill(template: HTMLTemplateElement, message: Shown, face: Face, room: boolean): HTMLElement {
  const entry = copyOf(template);
  entry.dataset.sender = String(message.sender);
  if (message.client_id) entry.dataset.client = message.client_id;
  if (message.kind === 'text') {
    const own = message.sender === me;
    show(entry, own ? { ...face, name: 'You' } : face);
    part(entry, 'words').replaceChildren(...wordsOf(message.text, room));
    entry.classList.toggle('message--own', own);
    entry.classList.toggle('message--emoji', isFewEmoji(message.text));
    entry.classList.toggle('message--mention', entry.querySelector('.mention--own') !== null);
  } else fillSystem(entry, message);
  place(entry, message);
  if (message.kind === 'text') setReaders(entry, message.readers ?? [], message.read_count ?? 0);
  return entry;
}

function fillSystem(entry: HTMLElement, { text, event }: Shown): void {
  const words = systemParts(text, event).map((piece) => (piece.name ? bold(piece.text) : piece.text));
  part(entry, 'words').replaceChildren(...words);
  part(entry, 'icon').setAttribute('href', `${document.body.dataset.sprite}#i-${systemIcon(event)}`);
}

/** Gives an entry its place and state, at first or when the server's answer comes. */
export function place(entry: HTMLElement, { seq, time, state }: Pick<Shown, 'seq' | 'time' | 'state'>): void {
  if (seq !== undefined) {
    entry.dataset.seq = String(seq);
    entry.id = `m${seq}`;
  }
  entry.dataset.time = time;
  setTime(part<HTMLTimeElement>(entry, 'time'), time);
  setState(entry, state);
}

export function setState(entry: HTMLElement, state: string): void {
  entry.dataset.state = state;
  setTick(entry, state);
  const button = entry.querySelector<HTMLButtonElement>('[data-part=readers]');
  if (!button) return;
  button.hidden = !state || state === 'failed';
  button.disabled = state !== 'sent' && state !== 'read';
}

/** Counts somebody among those who have read it, once. */
export function addReader(entry: HTMLElement, username: string): void {
  const readers = entry.dataset.readers?.split(' ') ?? [];
  if (readers.includes(username)) return;
  setReaders(entry, [...readers, username], Number(part(entry, 'count').textContent) + 1);
}

function setReaders(entry: HTMLElement, usernames: string[], count: number): void {
  if (count === 0) return;
  entry.dataset.readers = usernames.join(' ');
  part(entry, 'count').textContent = String(count);
}

function wordsOf(text: string, mentions: boolean): (Node | string)[] {
  return partsOf(text, { mentions }).map(({ text: piece, href, mention }) => {
    if (href) return linkTo(href, piece);
    return mention ? bold(piece, mention === myName ? 'mention mention--own' : 'mention') : piece;
  });
}

function linkTo(href: string, text: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow ugc';
  link.textContent = text;
  return link;
}

function bold(text: string, className = ''): HTMLElement {
  const element = document.createElement('b');
  if (className) element.className = className;
  element.textContent = text;
  return element;
}
