import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { RateLimits } from '../../access/rate-limits.js';
import { parse } from '../../contract/parsed.js';
import { AppError, invalidInput } from '../../errors/app-error.js';
import { NewGroupBody } from '../../groups/groups.dto.js';
import { GroupsService } from '../../groups/groups.service.js';
import { JoiningService } from '../../groups/joining/joining.service.js';
import type { ErrorCode } from '../../shared/errors.js';
import type { NewGroup } from '../../shared/group-payloads.js';
import { PeopleNamed } from '../../users/people-named.js';

/** Rooms that are known by their names, and are there as soon as somebody comes: a name that leads nowhere makes a public group. */
@Injectable()
export class NamedRooms {
  constructor(
    private readonly joining: JoiningService,
    private readonly groups: GroupsService,
    private readonly limits: RateLimits,
    private readonly people: PeopleNamed,
  ) {}

  /** The caller is a member of it afterwards. Throws `not_found` for a name that no public group may have, and for whoever is banned. */
  async enter(actor: Actor, name: string): Promise<number> {
    try {
      return await this.joining.byName(actor, name);
    } catch (error) {
      if (!is('not_found', error)) throw error;
      return this.open(actor, name);
    }
  }

  /** A private room with these people. Throws `invalid_input` for ids of nobody, and where the name leads the caller somewhere else. */
  async make(actor: Actor, name: string, ids: readonly number[]): Promise<NewGroup> {
    if ((await this.joining.ownNamed(actor, name)) !== null)
      throw invalidInput({ name: ['You are in a room of this name already. Choose another.'] });
    const members = (await this.people.withIds(actor, ids, 'members')).map(({ username }) => username);
    return this.groups.make(actor, parse(NewGroupBody, { name, members }));
  }

  private async open(actor: Actor, name: string): Promise<number> {
    await this.limits.take('groups made', actor.id);
    try {
      return (await this.groups.make(actor, parse(NewGroupBody, { name, visibility: 'public' }))).id;
    } catch (error) {
      // Made by somebody else at the same moment, or not open to this person.
      if (is('conflict', error)) return this.joining.byName(actor, name);
      throw is('invalid_input', error) ? new AppError('not_found', error.detail) : error;
    }
  }
}

const is = (code: ErrorCode, error: unknown): error is AppError => error instanceof AppError && error.code === code;
