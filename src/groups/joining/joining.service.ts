import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { Guesses } from '../../access/guesses.js';
import { groupIconUrl } from '../../chats/group-state.js';
import { serverPictureUrl } from '../../chats/server-list.js';
import { RateLimits } from '../../access/rate-limits.js';
import { AppError, notFound } from '../../errors/app-error.js';
import type { DiscoveredGroup, GroupKind, Joined } from '../../shared/group-payloads.js';
import type { GroupChange } from '../group-change.js';
import { GroupChanges } from '../group-changes.js';
import { groupNameKey } from '../group-name.js';
import { joined } from '../happenings.js';
import { readJoinCode } from '../join-code.js';
import { JoinRequests } from './join-requests.service.js';
import { BEHIND_CODE, BY_CODE, BY_NAME, STANDING_IN, type Standing, USE_CODE } from './joining.sql.js';

const isMember = (kind: GroupKind) => `You are a member of this ${kind} already.`;
const IS_WAITING = 'You have asked to join. An admin of the group decides about it.';
const TOO_OFTEN = 'Too many wrong codes. Wait a while, or ask for the code again.';

/** How people get in by themselves: with a code, into a public group, or by its name. */
@Injectable()
export class JoiningService {
  constructor(
    private readonly database: DataSource,
    private readonly changes: GroupChanges,
    private readonly requests: JoinRequests,
    private readonly guesses: Guesses,
    private readonly limits: RateLimits,
  ) {}

  /**
   * By a code as somebody wrote it. Everything that is wrong with it is one and the same `not_found`, for which so many
   * tries an hour are allowed.
   */
  byCode(actor: Actor, written: string): Promise<Joined> {
    return this.guess(actor, written, (code) => this.tryCode(actor, code));
  }

  /** The group that a code lets the caller into, without joining it. A wrong code costs and answers the same as there. */
  behind(actor: Actor, written: string): Promise<DiscoveredGroup> {
    return this.guess(actor, written, async (code) => {
      const [found] = await this.database.query<
        (Omit<DiscoveredGroup, 'icon' | 'kind'> & { kind: GroupKind; icon_hash: string | null })[]
      >(BEHIND_CODE, [actor.id, code]);
      if (!found) return null;
      const { icon_hash, kind, ...group } = found;
      const icon = (kind === 'server' ? serverPictureUrl : groupIconUrl)(group.id, icon_hash);
      return { ...group, ...(kind === 'server' && { kind }), icon };
    });
  }

  /** Throws `not_found` for a group that is not public, as for one that does not exist. */
  async ofPublic(actor: Actor, groupId: number): Promise<Joined> {
    const group = await this.enter(actor, groupId, null);
    if (!group) throw notFound(this.changes.kind);
    return group;
  }

  /** The group of that name: one of one's own, else a public one, which this joins. Throws `not_found`. */
  async byName(actor: Actor, name: string): Promise<number> {
    const [found] = await this.database.query<{ id: number; is_member: boolean }[]>(BY_NAME, [
      actor.id,
      groupNameKey(name),
    ]);
    if (!found) throw notFound('chat');
    if (found.is_member) return found.id;
    const group = await this.enter(actor, found.id, null);
    if (!group) throw notFound('chat');
    if (group.detail === IS_WAITING) throw new AppError('not_found', IS_WAITING);
    return found.id;
  }

  /** One of the caller's own groups of that name, or null. */
  async ownNamed(actor: Actor, name: string): Promise<number | null> {
    const [found] = await this.database.query<{ id: number; is_member: boolean }[]>(BY_NAME, [
      actor.id,
      groupNameKey(name),
    ]);
    return found?.is_member ? found.id : null;
  }

  private async guess<T>(actor: Actor, written: string, check: (code: string) => Promise<T | null>): Promise<T> {
    const budget = { name: 'wrong join codes', key: actor.id, sentence: TOO_OFTEN } as const;
    const group = await this.guesses.spend(budget, () => check(readJoinCode(written) ?? ''));
    if (group === null)
      throw new AppError('not_found', 'This code lets you in nowhere. Look at it again, or ask for a new one.');
    return group;
  }

  private async tryCode(actor: Actor, code: string): Promise<Joined | null> {
    const [found] = await this.database.query<(Standing & { id: number; kind: GroupKind; name: string })[]>(BY_CODE, [
      actor.id,
      code,
    ]);
    if (!found) return null;
    const { id, kind, name, is_member, is_waiting } = found;
    if (is_member || is_waiting)
      return { ...joinedOf(id, kind, name), detail: is_member ? isMember(kind) : IS_WAITING };
    return this.enter(actor, id, code);
  }

  /** Null for whom it does not let in. Without a code the group has to be public. */
  private async enter(actor: Actor, groupId: number, code: string | null): Promise<Joined | null> {
    // Whoever comes and goes without end would fill the chat, or call its admins, each time.
    await this.limits.take('groups joined', actor.id);
    try {
      return await this.changes.alone(groupId, (change) => this.enterAlone(actor, change, code));
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return null;
      throw error;
    }
  }

  private async enterAlone(actor: Actor, change: GroupChange, code: string | null): Promise<Joined | null> {
    const { chat_id, kind, name, visibility, join_by_request } = change.group;
    // Without a code one has to know what it is.
    if (code === null && kind !== this.changes.kind) return null;
    const into = joinedOf(chat_id, kind, name);
    const [standing] = await change.tx.query<Standing[]>(STANDING_IN, [actor.id, code, chat_id]);
    if (standing?.is_member) return { ...into, detail: isMember(kind) };
    if (!standing || standing.is_banned) return null;
    if (standing.is_waiting) return { ...into, detail: IS_WAITING };
    if (code === null ? visibility !== 'public' : !standing.opens) return null;

    if (code !== null) await change.tx.query(USE_CODE, [chat_id]);
    if (join_by_request) {
      await this.requests.ask(change, actor);
      return { ...into, detail: IS_WAITING };
    }
    await change.admit([actor]);
    await change.say(actor, joined(actor));
    return into;
  }
}

const joinedOf = (id: number, kind: GroupKind, name: string): Joined => ({
  id,
  ...(kind === 'server' && { kind }),
  name,
});
