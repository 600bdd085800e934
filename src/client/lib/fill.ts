import { isFewEmoji, partsOf } from '../../shared/message-text.js';
import type { Arrival } from './inbox.js';
import { me } from './page.js';
import { copyOf, part } from './part.js';
import { setTick } from './tick.js';
import { setTime } from './time.js';

/** What the log needs of a message, sent or not yet. */
export type Shown = Pick<Arrival, 'sender' | 'text' | 'time' | 'kind' | 'client_id'> & { seq?: number; state: string };

export const stateOf = ({ sender, kind, read }: Pick<Arrival, 'sender' | 'kind' | 'read'>): string =>
  sender !== me || kind === 'system' ? '' : read ? 'read' : 'sent';

/** Fills the page's own template, so that one partial is the only markup of a message. People's words become text, never HTML. */
export function fill(template: HTMLTemplateElement, message: Shown, sendername: string): HTMLElement {
  const entry = copyOf(template);
  entry.dataset.sender = String(message.sender);
  if (message.client_id) entry.dataset.client = message.client_id;
  part(entry, 'words').replaceChildren(...wordsOf(message.text));
  if (message.kind === 'text') {
    part(entry, 'who').textContent = `${sendername}: `;
    entry.classList.toggle('message--own', message.sender === me);
    entry.classList.toggle('message--emoji', isFewEmoji(message.text));
  }
  place(entry, message);
  return entry;
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
}

function wordsOf(text: string): (Node | string)[] {
  return partsOf(text).map((piece) => {
    if (!piece.href) return piece.text;
    const link = document.createElement('a');
    link.href = piece.href;
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow ugc';
    link.textContent = piece.text;
    return link;
  });
}
