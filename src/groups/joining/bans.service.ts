import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { demandAbove } from '../../access/policy.js';
import { forbidden, notFound } from '../../errors/app-error.js';
import type { Bans } from '../../shared/group-payloads.js';
import type { GroupChange, Somebody } from '../group-change.js';
import { GroupChanges } from '../group-changes.js';
import { banLifted, banned } from '../happenings.js';
import { JoinRequests } from './join-requests.service.js';
import { pageOfPeople, type PeoplePageQuery, peopleOf } from './people-page.js';

const PAGE = peopleOf('bans');
const BAN = `
INSERT INTO bans (chat_id, user_id, created_at) VALUES ($1, $2, date_trunc('milliseconds', now()))
ON CONFLICT DO NOTHING RETURNING user_id`;
const LIFT = `
WITH gone AS (DELETE FROM bans WHERE chat_id = $1 AND user_id = $2 RETURNING user_id)
SELECT u.id, u.username FROM gone JOIN users u ON u.id = gone.user_id`;

/** Whom the person $1 may ban from the group $3: those who stand at its door, and whomever they can find. */
const WITHIN_REACH = `
SELECT u.id, u.username FROM users u WHERE u.id = $2 AND (
  EXISTS (SELECT FROM join_requests r WHERE r.chat_id = $3 AND r.user_id = u.id)
  OR EXISTS (SELECT FROM bans b WHERE b.chat_id = $3 AND b.user_id = u.id)
  OR (u.disabled_at IS NULL AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = u.id AND b.blocked_id = $1)))`;

/** Whom a group or server does not want: for them it is not there, whatever code they have. */
@Injectable()
export class BansService {
  constructor(
    private readonly database: DataSource,
    private readonly changes: GroupChanges,
    private readonly requests: JoinRequests,
  ) {}

  async list(actor: Actor, groupId: number, query: PeoplePageQuery): Promise<Bans> {
    await this.changes.demand(actor, groupId, 'see who is banned');
    return pageOfPeople(this.database, PAGE, groupId, query);
  }

  /** Puts a member out, below one's own role only, and keeps anybody from coming. A second time it changes nothing. */
  async ban(actor: Actor, groupId: number, userId: number): Promise<void> {
    if (userId === actor.id) throw forbidden(`ban yourself. Leave the ${this.changes.kind} instead`);
    await this.changes.byMember(actor, groupId, 'ban people', async (change, me) => {
      const members = await change.members([actor.id, userId]);
      const member = members.find(({ id }) => id === userId);
      if (member) demandAbove(me.role, member.role);
      const person = member ?? (await within(change, actor, userId));
      const isNew = (await change.tx.query<unknown[]>(BAN, [groupId, userId])).length > 0;
      await this.requests.forget(change, userId);
      if (member) await change.dismiss(member, 'banned');
      if (isNew || member) await change.say(actor, banned(actor, person));
    });
  }

  /** Does nothing where there is no ban. */
  async lift(actor: Actor, groupId: number, userId: number): Promise<void> {
    await this.changes.byMember(actor, groupId, 'lift a ban', async (change) => {
      const [person] = await change.tx.query<Somebody[]>(LIFT, [groupId, userId]);
      if (person) await change.say(actor, banLifted(actor, person));
    });
  }
}

async function within({ tx, chatId }: GroupChange, actor: Actor, userId: number): Promise<Somebody> {
  const [person] = await tx.query<Somebody[]>(WITHIN_REACH, [actor.id, userId, chatId]);
  if (!person) throw notFound('person');
  return person;
}
