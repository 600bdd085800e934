import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { RateLimits } from '../../access/rate-limits.js';
import { parse } from '../../contract/parsed.js';
import type { Person } from '../../shared/payloads.js';
import { PeopleNamed } from '../../users/people-named.js';
import { SearchQuery } from '../../users/users.dto.js';
import { UsersService } from '../../users/users.service.js';

const MOST_PICKED = 100;
const MOST_FOUND = 12;

/** Usernames of checkboxes that are ticked: a form sends none, one, or several. */
export function pickedIn(body: unknown): string[] {
  const { members } = (body ?? {}) as { members?: unknown };
  const names = Array.isArray(members) ? members : [members];
  return names.filter((name): name is string => typeof name === 'string' && name !== '').slice(0, MOST_PICKED);
}

/** Choosing people without script: those who are chosen already stay ticked above those whom the search finds. */
@Injectable()
export class Picking {
  constructor(
    private readonly users: UsersService,
    private readonly named: PeopleNamed,
    private readonly limits: RateLimits,
  ) {}

  async of(actor: Actor, body: unknown): Promise<{ q: string; people: object[] }> {
    const { q } = (body ?? {}) as { q?: unknown };
    const wanted = typeof q === 'string' ? q.trim() : '';
    const picked = await this.picked(actor, pickedIn(body));
    const found = wanted ? await this.find(actor, wanted) : [];
    const others = found.filter(({ username }) => !picked.some((person) => person.username === username));
    return { q: wanted, people: [...picked.map((person) => ({ ...person, picked: true })), ...others] };
  }

  /** Who does not exist any more, or blocks the caller since, is not chosen any more. */
  private async picked(actor: Actor, names: string[]): Promise<{ username: string }[]> {
    const people = await this.named.found(actor, names);
    return people.map(({ id, username, display_name }) => ({ id, username, display_name: display_name || username }));
  }

  private async find(actor: Actor, query: string): Promise<Person[]> {
    const { q } = parse(SearchQuery, { q: query });
    await this.limits.take('searches', actor.id);
    return (await this.users.search(actor, q)).slice(0, MOST_FOUND);
  }
}
