import type { Response } from 'express';
import { invalidInput } from '../../errors/app-error.js';
import { formFailure } from '../form-failure.js';

interface Attempt {
  act: () => Promise<unknown>;
  /** Where it leads on, with the sentence that says what was done. */
  to: string;
  said: string;
  /** Shows the page again with what was wrong. */
  again: (failure: { detail: string }) => Promise<void>;
}

/** What was done, in the words that a page may be led on to with. Nothing else is ever shown. */
export const SAID: Record<string, string> = {
  disabled: 'Disabled, and signed out everywhere.',
  enabled: 'May sign in again.',
  'signed-out': 'Signed out everywhere.',
  'made-administrator': 'Is an administrator now.',
  'no-administrator': 'Is no administrator any more.',
  deleted: 'The account is deleted.',
  'ended-group': 'The group has ended.',
  'ended-server': 'The server has ended.',
  closed: 'The report is closed.',
};

export async function attempt(response: Response, { act, to, said, again }: Attempt): Promise<void> {
  try {
    await act();
  } catch (error) {
    return again(formFailure(response, error));
  }
  response.redirect(303, `${to}?said=${said}`);
}

/** What cannot be undone is asked about twice, in the page and here. */
export function demandSure(sure: unknown): void {
  if (sure !== 'on') throw invalidInput({ sure: ['Say that you are sure: tick the box above the button.'] });
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const saidOf = (said: unknown): string | undefined =>
  typeof said === 'string' && Object.hasOwn(SAID, said) ? SAID[said] : undefined;
