import { z } from 'zod';
import { isInvisible, line, pageLimit } from '../contract/fields.js';
import { idIn } from '../contract/id-param.js';
import { Role, Visibility } from '../shared/group-payloads.js';
import { LIMITS } from '../shared/limits.js';

export const groupName = line(LIMITS.groupName, 1, 'The name')
  .transform((name) => name.replaceAll(/\s+/g, ' '))
  .refine((name) => !isInvisible(name), { error: 'The name must not be empty.' });

const usernames = (most: number) =>
  z
    .array(z.string({ error: 'A username must be text.' }).max(LIMITS.username * 4, 'A username is too long.'), {
      error: 'This must be a list of usernames.',
    })
    .max(most, `At most ${most} usernames at once.`);

export const NewGroupBody = z.object({
  name: groupName,
  members: usernames(LIMITS.groupMembers).default([]),
  description: line(LIMITS.groupDescription, 0, 'The description').default(''),
  visibility: Visibility.default('private'),
  join_by_request: z.boolean({ error: 'This must be true or false.' }).default(false),
});
export type NewGroupBody = z.output<typeof NewGroupBody>;

export const GroupChanges = z.object({
  name: groupName.optional(),
  description: line(LIMITS.groupDescription, 0, 'The description').optional(),
  visibility: Visibility.optional(),
  join_by_request: z.boolean({ error: 'This must be true or false.' }).optional(),
});
export type GroupChanges = z.output<typeof GroupChanges>;

export const AddMembers = z.object({
  usernames: usernames(LIMITS.addedAtOnce).min(1, 'Name whom to add.'),
});
export type AddMembers = z.output<typeof AddMembers>;

export const NewRole = z.object({ role: Role });
export type NewRole = z.output<typeof NewRole>;

export const MembersQuery = z.object({
  cursor: z
    .string()
    .refine((cursor) => /^[012]\./.test(cursor) && idIn(cursor.slice(2)) !== null, {
      error: 'This cursor is not one that the list gave.',
    })
    .optional(),
  limit: pageLimit(),
});
export type MembersQuery = z.output<typeof MembersQuery>;

export const IconAnswer = z.object({ icon: z.string().nullable() });
export type IconAnswer = z.output<typeof IconAnswer>;
