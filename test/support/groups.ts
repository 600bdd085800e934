import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { groupNameKey } from '../../src/groups/group-name.js';
import { newJoinCode } from '../../src/groups/join-code.js';
import type { Json } from './client.js';
import type { TestPerson } from './people.js';

interface Wanted {
  name?: string;
  visibility?: 'private' | 'public';
  join_by_request?: boolean;
  code?: string | null;
}

interface People {
  owner: { id: number };
  admins?: { id: number }[];
  members?: { id: number }[];
}

export interface MadeGroup {
  id: number;
  name: string;
  code: string;
}

const MAKE = `
WITH chat AS (INSERT INTO chats (kind) VALUES ('group') RETURNING id), made AS (
  INSERT INTO groups (chat_id, name, name_key, visibility, join_by_request, member_count, code)
  SELECT id, $1, $2, $3, $4, cardinality($6::int[]), $5 FROM chat RETURNING chat_id
), peopled AS (
  INSERT INTO memberships (chat_id, user_id, role)
  SELECT id, p.user_id, p.role FROM chat, unnest($6::int[], $7::text[]) AS p(user_id, role)
)
SELECT chat_id FROM made`;

/** A group as it would be after its story, without the story. */
export async function makeGroup(
  database: DataSource,
  { owner, admins = [], members = [] }: People,
  { name = `group ${randomBytes(6).toString('hex')}`, visibility = 'private', ...more }: Wanted = {},
): Promise<MadeGroup> {
  const code = more.code === undefined ? newJoinCode() : more.code;
  const people = [owner, ...admins, ...members].map(({ id }) => id);
  const roles = ['owner', ...admins.map(() => 'admin'), ...members.map(() => 'member')];
  const values = [name, groupNameKey(name), visibility, more.join_by_request ?? false, code, people, roles];
  const [{ chat_id }] = await database.query(MAKE, values);
  return { id: chat_id, name, code: code ?? '' };
}

/** A group of these people over the API; the first is its owner. */
export async function groupOf(owner: TestPerson, others: TestPerson[], more: object = {}): Promise<number> {
  const { status, body, text } = await owner.phone.post('/group/', {
    name: 'The crew',
    members: others.map(({ username }) => username),
    ...more,
  });
  if (status !== 201) throw new Error(`The group was answered with ${status}: ${text}`);
  return body.id;
}

/** What the group says about itself, oldest first: name of the event, and text. */
export async function happeningsOf(member: TestPerson, group: number): Promise<[string, string][]> {
  const { body } = await member.phone.get(`/group/${group}`);
  return body.messages.filter(({ kind }: Json) => kind === 'system').map(({ event, text }: Json) => [event.name, text]);
}

/** Usernames with their roles, in the order of the list. */
export async function rolesOf(member: TestPerson, group: number): Promise<string[]> {
  const { body } = await member.phone.get(`/group/${group}/members/`);
  return body.results.map(({ username, role }: Json) => `${username} ${role}`);
}
