import { literal } from '../database/literal.js';
import { conflict, invalidInput } from '../errors/app-error.js';

/** The form in which names of public groups are unique, and in which every group is looked up by its name. */
export const groupNameKey = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();

const PUBLIC = /^[\p{L}\p{M}\p{Nd} _.-]+$/u;
const DIGITS = /^\p{Nd}+$/u;

const UNIQUE = 'groups_public_name';

/** Throws `invalid_input` for a name that only a private group may have: `ws/chat/<name>/` leads to a public one. */
export function demandPublicName(name: string): void {
  if (!PUBLIC.test(name) || !/[\p{L}\p{Nd}]/u.test(name))
    throw invalidInput({
      name: ['The name of a public group has only letters, digits, spaces, dots, dashes and underscores.'],
    });
  // A number is the address of a chat by its id.
  if (DIGITS.test(groupNameKey(name)))
    throw invalidInput({ name: ['The name of a public group needs something else than digits.'] });
}

/** Two public groups may ask for a name at once: the database decides, and this says so. */
export function nameFailure(error: unknown): unknown {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code !== '23505' || constraint !== UNIQUE) return error;
  const sentence = 'There is a public group of this name already. Choose another name.';
  return conflict(sentence, { name: [sentence] });
}

/** What a name like `key` is found by: anywhere in it, with one or two characters, or signs only, where it begins. */
export const patternOf = (key: string): string => {
  const anywhere = [...key].length > 2 && /[\p{L}\p{N}]/u.test(key) ? '%' : '';
  return `${anywhere}${literal(key)}%`;
};
