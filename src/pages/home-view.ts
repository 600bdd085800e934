import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../access/actor.js';
import { RateLimits } from '../access/rate-limits.js';
import { parse } from '../contract/parsed.js';
import { StatsService } from '../messages/stats.service.js';
import type { Person } from '../shared/payloads.js';
import { SearchQuery } from '../users/users.dto.js';
import { UsersService } from '../users/users.service.js';
import { formFailure } from './form-failure.js';
import { type SidebarView, Sidebars } from './sidebar.js';

const WAITING_SHOWN = 5;
const PEOPLE_SHOWN = 4;

/** The page that people come home to, which several doors lead to. */
@Injectable()
export class HomeView {
  constructor(
    private readonly sidebars: Sidebars,
    private readonly stats: StatsService,
    private readonly users: UsersService,
    private readonly limits: RateLimits,
  ) {}

  /** `rest` is what a form that was sent from there has to say. */
  async show(actor: Actor, request: Request, response: Response, rest: object = {}): Promise<void> {
    const { q } = request.query;
    const [stats, sidebar] = await Promise.all([this.stats.of(actor), this.sidebars.of(request, actor)]);
    const newcomer = stats.total_conversations === 0;
    const searched = typeof q === 'string';
    const more = searched
      ? await this.search(actor, response, { q, sidebar })
      : newcomer
        ? { people: await this.somePeople(actor) }
        : { waiting: sidebar.rows.filter(({ unread }) => unread).slice(0, WAITING_SHOWN) };
    response.render('home/show', {
      view: newcomer || searched || 'joining' in rest ? 'page' : 'list',
      stats,
      newcomer: newcomer && !searched,
      searched,
      ...more,
      ...rest,
    });
  }

  /** An empty search is the form alone; one that is refused says why in its place. */
  private async search(
    actor: Actor,
    response: Response,
    { q, sidebar }: { q: string; sidebar: SidebarView },
  ): Promise<object> {
    const wanted = q.trim().toLowerCase();
    if (!wanted) return {};
    const named = sidebar.rows.filter(({ name, username }) => `${name}\n${username}`.toLowerCase().includes(wanted));
    try {
      const people = await this.find(actor, q);
      const found = people.filter(({ id }) => !named.some(({ user_id }) => user_id === id));
      return { q: q.trim(), found, foundChats: named, anybody: found.length + named.length > 0 };
    } catch (error) {
      return { q: q.trim(), ...formFailure(response, error) };
    }
  }

  private async find(actor: Actor, query: string): Promise<Person[]> {
    const { q } = parse(SearchQuery, { q: query });
    await this.limits.take('searches', actor.id);
    return this.users.search(actor, q);
  }

  private async somePeople(actor: Actor): Promise<Person[]> {
    const { results } = await this.users.list(actor, { limit: PEOPLE_SHOWN + 1 });
    return results.filter(({ id }) => id !== actor.id).slice(0, PEOPLE_SHOWN);
  }
}
