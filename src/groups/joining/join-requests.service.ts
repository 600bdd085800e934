import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { conflict, notFound } from '../../errors/app-error.js';
import type { JoinRequests as Page } from '../../shared/group-payloads.js';
import { LIMITS } from '../../shared/limits.js';
import type { GroupChange, Somebody } from '../group-change.js';
import { GroupChanges } from '../group-changes.js';
import { joined } from '../happenings.js';
import { pageOfPeople, type PeoplePageQuery, peopleOf } from './people-page.js';

const PAGE = peopleOf('join_requests');
const ASK = `
INSERT INTO join_requests (chat_id, user_id, created_at) VALUES ($1, $2, date_trunc('milliseconds', now()))
ON CONFLICT DO NOTHING`;
const FORGET = `
WITH gone AS (DELETE FROM join_requests WHERE chat_id = $1 AND user_id = $2 RETURNING user_id) SELECT user_id FROM gone`;
const WAITING = `
SELECT u.id, u.username FROM join_requests r JOIN users u ON u.id = r.user_id WHERE r.chat_id = $1 AND r.user_id = $2`;
const COUNTS = `
SELECT (SELECT count(*) FROM join_requests WHERE chat_id = $1) AS of_group,
  (SELECT count(*) FROM join_requests WHERE user_id = $2) AS of_person`;
const NEWS = `
SELECT (SELECT count(*) FROM join_requests WHERE chat_id = $1) AS requests,
  ARRAY(SELECT user_id FROM memberships WHERE chat_id = $1 AND role <> 'member') AS admin_ids`;

/** Who asks to join, where joining is not for everybody to do by themselves. */
@Injectable()
export class JoinRequests {
  constructor(
    private readonly database: DataSource,
    private readonly changes: GroupChanges,
  ) {}

  /** The longest waiting first. */
  async list(actor: Actor, groupId: number, query: PeoplePageQuery): Promise<Page> {
    await this.changes.demand(actor, groupId, 'see who asks to join');
    return pageOfPeople(this.database, PAGE, groupId, query);
  }

  /** Within a change that finds that somebody has to ask. Throws `conflict` where too many wait already. */
  async ask(change: GroupChange, actor: Actor): Promise<void> {
    const [counts] = await change.tx.query<{ of_group: number; of_person: number }[]>(COUNTS, [
      change.chatId,
      actor.id,
    ]);
    if (counts!.of_group >= LIMITS.requestsOfGroup)
      throw conflict('Too many people are waiting to be let into this group. Try again later.');
    if (counts!.of_person >= LIMITS.requestsOfPerson)
      throw conflict('You have asked to join too many groups. Wait until some have answered.');
    await change.tx.query(ASK, [change.chatId, actor.id]);
    await this.tellAdmins(change);
  }

  /** Lets somebody in, or forgets that they asked: they are not told, and may ask again. */
  async decide(actor: Actor, groupId: number, userId: number, accept: boolean): Promise<void> {
    await this.changes.byMember(actor, groupId, 'let people in', async (change) => {
      const [asking] = await change.tx.query<Somebody[]>(WAITING, [groupId, userId]);
      if (!asking) throw notFound('request');
      await this.forget(change, userId);
      if (!accept) return;
      await change.admit([asking]);
      await change.say(actor, joined(asking, actor));
    });
  }

  /** By the one who asked. False when they had not. */
  async withdraw(actor: Actor, groupId: number): Promise<boolean> {
    const [waiting] = await this.database.query<Somebody[]>(WAITING, [groupId, actor.id]);
    return waiting ? this.changes.alone(groupId, (change) => this.forget(change, actor.id)) : false;
  }

  /** Within a change. False when there was none. */
  async forget(change: GroupChange, userId: number): Promise<boolean> {
    const gone: unknown[] = await change.tx.query(FORGET, [change.chatId, userId]);
    if (gone.length) await this.tellAdmins(change);
    return gone.length > 0;
  }

  private async tellAdmins(change: GroupChange): Promise<void> {
    const [news] = await change.tx.query<{ requests: number; admin_ids: number[] }[]>(NEWS, [change.chatId]);
    change.tell('join requests changed', { chat_id: change.chatId, ...news! });
  }
}
