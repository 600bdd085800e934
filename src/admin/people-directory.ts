import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { literal } from '../database/literal.js';
import { notFound } from '../errors/app-error.js';
import { LIMITS } from '../shared/limits.js';
import { usernameKey } from '../users/username-key.js';
import { type Page, pageOf, SHOWN } from './page.js';

export interface DirectoryRow {
  id: number;
  username: string;
  username_key: string;
  display_name: string;
  email: string;
  site_admin: boolean;
  disabled_at: Date | null;
  created_at: Date;
  lastseen: Date | null;
}

export interface DirectoryEntry extends DirectoryRow {
  devices: number;
  owns: { id: number; name: string }[];
  groups: number;
}

export const WHICH = { all: 'true', disabled: 'u.disabled_at IS NOT NULL', administrators: 'u.site_admin' } as const;
export type Which = keyof typeof WHICH;

const COLUMNS =
  'u.id, u.username, u.username_key, u.display_name, u.email, u.site_admin, u.disabled_at, u.created_at, u.lastseen';

const LIST = (which: Which) => `
SELECT ${COLUMNS} FROM users u
WHERE u.username_key > $1 AND u.deleted_at IS NULL AND ${WHICH[which]}
ORDER BY u.username_key LIMIT $2`;

const CALLED = (which: Which) => `
SELECT ${COLUMNS} FROM users u
WHERE u.username_key > $1 AND u.deleted_at IS NULL AND ${WHICH[which]}
  AND (u.username_key LIKE $3 OR lower(u.display_name) LIKE lower($3))
ORDER BY u.username_key LIMIT $2`;

const ONE = `
SELECT ${COLUMNS},
  (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL) AS devices,
  (SELECT count(*) FROM memberships m JOIN groups g ON g.chat_id = m.chat_id AND g.kind = 'group' WHERE m.user_id = u.id) AS groups,
  ARRAY(SELECT jsonb_build_object('id', g.chat_id, 'name', g.name) FROM memberships m JOIN groups g ON g.chat_id = m.chat_id
    WHERE m.user_id = u.id AND m.role = 'owner' ORDER BY g.chat_id LIMIT 20) AS owns
FROM users u WHERE u.id = $1 AND u.deleted_at IS NULL`;

const FIND = 'SELECT id, username, disabled_at, site_admin FROM users WHERE username_key = $1 AND deleted_at IS NULL';

/** Everybody with an account, as administrators see them: nobody hides from them, and no password or message is shown. */
@Injectable()
export class PeopleDirectory {
  constructor(private readonly database: DataSource) {}

  /** By username. One or two characters match only where a name begins, as in the search for people. */
  async list(which: Which, q: string, after: string): Promise<Page<DirectoryRow>> {
    const key = usernameKey(q.slice(0, LIMITS.search));
    const rows = await (key
      ? this.database.query<DirectoryRow[]>(CALLED(which), [after, SHOWN + 1, patternOf(key)])
      : this.database.query<DirectoryRow[]>(LIST(which), [after, SHOWN + 1]));
    return pageOf(rows, ({ username_key }) => username_key);
  }

  /** Throws `not_found`, for a deleted account too. */
  async entryOf(userId: number): Promise<DirectoryEntry> {
    const [entry] = await this.database.query<DirectoryEntry[]>(ONE, [userId]);
    if (!entry) throw notFound('person');
    return entry;
  }

  async findByUsername(
    username: string,
  ): Promise<Pick<DirectoryRow, 'id' | 'username' | 'disabled_at' | 'site_admin'> | null> {
    const [found] = await this.database.query(FIND, [usernameKey(username.slice(0, LIMITS.search))]);
    return found ?? null;
  }
}

/** What a name like `key` is found by: anywhere in it, with one or two characters where it begins. */
export const patternOf = (key: string): string => `${[...key].length > 2 ? '%' : ''}${literal(key)}%`;
