import type { ChatRemoved } from '../../shared/group-payloads.js';
import { inbox } from './inbox.js';
import { copyOf, part } from './part.js';

type Reason = ChatRemoved['reason'];

const WORDS = {
  removed: {
    title: 'You were removed from this group',
    words: 'What you said there stays with the others. To come back you need the code, or somebody who adds you.',
  },
  banned: {
    title: 'You were banned from this group',
    words: 'You cannot come back until an admin lifts the ban. What you said there stays with the others.',
  },
  ended: {
    title: 'This group is gone',
    words: 'It was deleted for everybody, with everything that was said in it.',
  },
};

let leaving = false;

/** Says in words that the chat of this page is nobody's any more who reads it, in place of everything it showed. */
export function watchForEnd(chatId: number): () => void {
  const submitted = ({ target }: Event) => {
    leaving ||= /\/(?:leave|delete|remove)$/.test((target as HTMLFormElement).action);
  };
  document.addEventListener('submit', submitted);
  const unwatch = inbox.on('removed', ({ chat_id, reason }) => {
    // Whoever leaves by a form of this page is on their way home already.
    if (chat_id === chatId && !leaving) end(reason);
  });
  return () => {
    document.removeEventListener('submit', submitted);
    unwatch();
  };
}

function end(reason: Reason): void {
  // On another device, of their own will: there is nothing to explain.
  if (reason === 'left') location.assign('/home/');
  else showEnd(reason && WORDS[reason]);
}

function showEnd(words: { title: string; words: string } | undefined): void {
  const template = document.querySelector<HTMLTemplateElement>('#gone')!;
  const gone = copyOf(template);
  if (words) {
    part(gone, 'title').textContent = words.title.replace('group', template.dataset.noun ?? 'group');
    part(gone, 'words').textContent = words.words;
  }
  document.querySelector('.details')?.remove();
  document.querySelector<HTMLElement>('.shell')!.dataset.view = 'page';
  document.querySelector('#main')!.replaceChildren(gone);
  part(gone, 'title').focus();
}
