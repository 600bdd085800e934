import { idIn } from '../../contract/id-param.js';
import { LIMITS } from '../../shared/limits.js';

/** What a path calls a chat: its id, or a group's name; null for what is neither. */
export type ChatAddress = number | string | null;

const DIGITS = /^\p{Nd}+$/u;

/** Digits are an id, as no name has only those. Everything else is a name, with its letters percent-encoded or not. */
export function chatAddressOf(part: string): ChatAddress {
  const text = decoded(part);
  if (text === null) return null;
  if (!DIGITS.test(text)) return [...text].length <= LIMITS.groupName ? text : null;
  // Only the plain digits of an id, as everywhere else.
  return idIn(part);
}

function decoded(part: string): string | null {
  if (part.length > LIMITS.groupName * 12) return null;
  try {
    const text = decodeURIComponent(part);
    return text.isWellFormed() && !text.includes('\0') ? text : null;
  } catch {
    return null;
  }
}
