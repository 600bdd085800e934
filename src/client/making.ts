import type { Application } from '@hotwired/stimulus';
import PickerController from './controllers/picker_controller.js';
import { part } from './lib/part.js';
import { fetchPage } from './lib/refresh.js';

const FORM = 'form[data-part=new-group]';
const UNREACHED = 'The server could not be reached. Try again in a moment.';
const FAILED = 'The group could not be made. Try again in a moment.';

let made: Promise<HTMLDialogElement> | undefined;

/** Opens the form of that page as a dialog over this one. What was typed is still there when it opens again. */
export async function openDialog(application: Application, page: string): Promise<void> {
  made ??= make(application, page);
  try {
    const dialog = await made;
    if (!dialog.open) dialog.showModal();
  } catch (error) {
    made = undefined;
    throw error;
  }
}

async function make(application: Application, page: string): Promise<HTMLDialogElement> {
  const fresh = await fetchPage(page);
  const form = fresh?.querySelector<HTMLFormElement>(FORM);
  const dialog = fresh?.querySelector<HTMLTemplateElement>('#making')?.content.querySelector('dialog');
  if (!form || !dialog) throw new Error('The form is not to be had.');
  application.register('picker', PickerController);
  document.body.append(dialog);
  part(dialog, 'form').append(form);
  dialog.addEventListener('click', (event) => closeBy(event, dialog));
  dialog.addEventListener('submit', (event) => void submit(event, dialog));
  return dialog;
}

function closeBy(event: Event, dialog: HTMLDialogElement): void {
  const target = event.target as Element;
  if (target !== dialog && !target.closest('[data-part=cancel], [data-part=close]')) return;
  event.preventDefault();
  dialog.close();
}

async function submit(event: SubmitEvent, dialog: HTMLDialogElement): Promise<void> {
  // It is on its way already.
  if (event.defaultPrevented) return;
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  tell(dialog, '');
  const answer = await sent(form);
  if (answer?.redirected) return location.assign(answer.url);
  const next = answer && (await formIn(answer));
  if (next) {
    form.replaceWith(next);
    next.querySelector<HTMLElement>('[aria-invalid], input:not([type=hidden])')?.focus();
  } else {
    tell(dialog, answer ? FAILED : UNREACHED);
    form.dispatchEvent(new Event('unsent'));
  }
}

/** As the browser would send it. */
async function sent(form: HTMLFormElement): Promise<Response | null> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  return fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } }).catch(() => null);
}

async function formIn(answer: Response): Promise<HTMLFormElement | null> {
  const page = await answer.text().catch(() => '');
  return new DOMParser().parseFromString(page, 'text/html').querySelector<HTMLFormElement>(FORM);
}

function tell(dialog: HTMLElement, sentence: string): void {
  part(dialog, 'problem').hidden = !sentence;
  part(dialog, 'sentence').textContent = sentence;
}
