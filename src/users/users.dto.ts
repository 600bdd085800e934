import { z } from 'zod';
import { digits, line, pageLimit } from '../contract/fields.js';
import { LIMITS } from '../shared/limits.js';

const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const INVISIBLE = /^[\s\p{Cf}\u{115F}\u{1160}\u{3164}\u{FFA0}\u{2800}]+$/u;

/** What a person is called by others: one line that can be seen. May be empty. */
export const personName = (most: number, name: string) =>
  line(most, 0, name)
    .refine((text) => !UNPRINTABLE.test(text), { error: `${name} must be one line.` })
    .refine((text) => !INVISIBLE.test(text), { error: `${name} must contain something that can be seen.` })
    .transform((text) => text.normalize('NFC'));

const EMAIL = /^[^\s\p{Cc}@,;<>"]{1,64}@[^\s\p{Cc}@,;<>".]+(?:\.[^\s\p{Cc}@,;<>".]+)+$/u;

/** Empty, or an address that could exist. */
export const email = line(LIMITS.email, 0, 'The e-mail address').refine((text) => text === '' || EMAIL.test(text), {
  error: 'This is no e-mail address. Write it like ada@example.org, or leave it empty.',
});

const yesOrNo = z.boolean({ error: 'This must be true or false.' });

export const displayName = personName(LIMITS.displayName, 'The display name');
export const firstName = personName(LIMITS.personName, 'The first name');
export const lastName = personName(LIMITS.personName, 'The last name');

/** What a person may change about themselves. Whatever else is sent is ignored. */
export const ProfileChanges = z
  .object({
    display_name: displayName,
    first_name: firstName,
    last_name: lastName,
    email,
    bio: line(LIMITS.bio, 0, 'The text about you'),
    lastseen_visible: yesOrNo,
    receipts_visible: yesOrNo,
    typing_visible: yesOrNo,
  })
  .partial();
export type ProfileChanges = z.infer<typeof ProfileChanges>;

export const PeopleQuery = z.object({
  limit: pageLimit(),
  cursor: z
    .string({ error: 'cursor must be text.' })
    .regex(/^[a-z0-9_.-]{1,64}$/, 'cursor must be what the page before named as next.')
    .optional(),
});
export type PeopleQuery = z.infer<typeof PeopleQuery>;

export const BlockedQuery = z.object({ limit: pageLimit(), cursor: digits('cursor').optional() });
export type BlockedQuery = z.infer<typeof BlockedQuery>;

export const SearchQuery = z.object({ q: line(LIMITS.search, 1, 'q') });
/** Some apps call it otherwise. */
export const SearchWords = SearchQuery.extend({
  query: line(LIMITS.search, 1, 'query'),
  username: line(LIMITS.search, 1, 'username'),
}).partial();

export const ReportBody = z.object({ reason: line(LIMITS.reportReason, 0, 'The reason').default('') });
export type ReportBody = z.infer<typeof ReportBody>;

/** What came of a report, for other administrators. */
export const ReportNote = z.object({ note: line(LIMITS.reportReason, 0, 'The note').default('') });

export const AvatarAnswer = z.object({ avatar: z.string().nullable() });
export type AvatarAnswer = z.infer<typeof AvatarAnswer>;
