import type { Application } from '@hotwired/stimulus';
import PickerController from './controllers/picker_controller.js';
import PreviewController from './controllers/preview_controller.js';
import { part } from './lib/part.js';
import { fetchPage } from './lib/refresh.js';

const FORM = 'form[data-part=new-place]';
const UNREACHED = 'The server could not be reached. Try again in a moment.';
const FAILED = 'It could not be made. Try again in a moment.';

const made = new Map<string, Promise<HTMLDialogElement>>();

/** Opens the form of that page as a dialog over this one. What was typed is still there when it opens again. */
export async function openDialog(application: Application, page: string): Promise<void> {
  const making = made.get(page) ?? make(application, page);
  made.set(page, making);
  try {
    const dialog = await making;
    if (!dialog.open) dialog.showModal();
  } catch (error) {
    made.delete(page);
    throw error;
  }
}

async function make(application: Application, page: string): Promise<HTMLDialogElement> {
  const fresh = await fetchPage(page);
  const form = fresh?.querySelector<HTMLFormElement>(FORM);
  const dialog = fresh?.querySelector<HTMLTemplateElement>('#making')?.content.querySelector('dialog');
  if (!form || !dialog) throw new Error('The form is not to be had.');
  application.register('picker', PickerController);
  application.register('preview', PreviewController);
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
    keepFile(form, next);
    const wrong = next.querySelector<HTMLElement>('[aria-invalid]');
    (wrong ?? next.querySelector<HTMLElement>('input:not([type=hidden], [type=file])'))?.focus();
  } else {
    tell(dialog, answer ? FAILED : UNREACHED);
    form.dispatchEvent(new Event('unsent'));
  }
}

/** A picture that nothing was wrong with stays chosen. */
function keepFile(form: HTMLFormElement, next: HTMLFormElement): void {
  const [from, to] = [form, next].map((one) => one.querySelector<HTMLInputElement>('[type=file]'));
  if (!from?.files?.length || !to || to.ariaInvalid === 'true') return;
  to.files = from.files;
  // When its controller is there.
  setTimeout(() => to.dispatchEvent(new Event('change', { bubbles: true })));
}

/** As the browser would send it. */
async function sent(form: HTMLFormElement): Promise<Response | null> {
  const fields = new FormData(form);
  const texts = [...fields].filter((field): field is [string, string] => typeof field[1] === 'string');
  const body = form.enctype === 'multipart/form-data' ? fields : new URLSearchParams(texts);
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
