import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { invalidInput } from '../errors/app-error.js';
import type { UserRow } from './user.presenter.js';
import { usernameKey } from './username-key.js';
import { FIND_ALL, FIND_IDS } from './users.sql.js';

const MOST_SAID = 10;

/** People by their usernames or ids, many at once. */
@Injectable()
export class PeopleNamed {
  constructor(private readonly database: DataSource) {}

  /**
   * Each once, however often and in whatever case they are named. Throws `invalid_input` under `field`, with the names of
   * those who do not exist for the caller; whoever blocks them is one of these.
   */
  async of(actor: Actor, usernames: readonly string[], field: string): Promise<UserRow[]> {
    const names = new Map(usernames.map((name) => [usernameKey(name), name.trim()]));
    const people = await this.byKey(actor, [...names.keys()]);
    const unknown = [...names].filter(([key]) => !people.has(key)).map(([, name]) => name);
    if (unknown.length) throw invalidInput({ [field]: [sentence(unknown)] });
    return [...names.keys()].map((key) => people.get(key)!);
  }

  /** Those of them who exist for the caller, each once, in the order in which they are named. */
  async found(actor: Actor, usernames: readonly string[]): Promise<UserRow[]> {
    const keys = [...new Set(usernames.map(usernameKey))];
    const people = await this.byKey(actor, keys);
    return keys.flatMap((key) => people.get(key) ?? []);
  }

  /** The same by their ids, and as strict as `of`. */
  async withIds(actor: Actor, ids: readonly number[], field: string): Promise<UserRow[]> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return [];
    const rows: UserRow[] = await this.database.query(FIND_IDS, [actor.id, wanted]);
    const people = new Map(rows.map((person) => [person.id, person]));
    const unknown = wanted.filter((id) => !people.has(id));
    if (unknown.length) throw invalidInput({ [field]: [sentence(unknown.map((id) => `number ${id}`))] });
    return wanted.map((id) => people.get(id)!);
  }

  private async byKey(actor: Actor, keys: string[]): Promise<Map<string, UserRow>> {
    if (keys.length === 0) return new Map();
    const rows: (UserRow & { username_key: string })[] = await this.database.query(FIND_ALL, [actor.id, keys]);
    return new Map(rows.map(({ username_key, ...person }) => [username_key, person]));
  }
}

function sentence(unknown: string[]): string {
  const said = unknown.slice(0, MOST_SAID).join(', ');
  const rest = unknown.length - MOST_SAID;
  return `There is nobody called ${said}${rest > 0 ? ` and ${rest} more` : ''}.`;
}
