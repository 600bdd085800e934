import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { groupIconUrl } from '../chats/group-state.js';
import { serverPictureUrl } from '../chats/server-list.js';
import { notFound } from '../errors/app-error.js';
import { checkIcon } from '../icons/check-icon.js';
import { GroupChanges } from './group-changes.js';
import type { IconAnswer } from './groups.dto.js';
import { DROP_ICON, ICON, KEEP_ICON } from './groups.sql.js';
import { iconChanged } from './happenings.js';

const ACTION = 'change its icon';

@Injectable()
export class GroupIconsService {
  constructor(
    private readonly database: DataSource,
    private readonly changes: GroupChanges,
  ) {}

  /** Throws `not_found` or `forbidden` before a body is read that is not wanted anyway. */
  async demandMayChange(actor: Actor, groupId: number): Promise<void> {
    await this.changes.demand(actor, groupId, ACTION);
  }

  /** Throws `invalid_input` with the rule for what is no picture or too large a one. */
  async set(actor: Actor, groupId: number, sent: Uint8Array): Promise<IconAnswer> {
    const { type, bytes, hash } = await checkIcon(sent);
    return this.replace(actor, groupId, { hash, statement: KEEP_ICON, values: [hash, type, bytes] });
  }

  async remove(actor: Actor, groupId: number): Promise<void> {
    await this.replace(actor, groupId, { hash: null, statement: DROP_ICON, values: [] });
  }

  /** Throws `not_found` for another icon than the present one, and for strangers unless the group is public. */
  async of(actor: Actor, groupId: number, hash: string): Promise<{ type: string; bytes: Buffer }> {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw notFound('picture');
    const [picture] = await this.database.query<{ type: string; bytes: Buffer }[]>(ICON, [
      actor.id,
      groupId,
      hash,
      this.changes.kind,
    ]);
    if (!picture) throw notFound('picture');
    return picture;
  }

  private replace(
    actor: Actor,
    groupId: number,
    { hash, statement, values }: { hash: string | null; statement: string; values: unknown[] },
  ): Promise<IconAnswer> {
    const isServer = this.changes.kind === 'server';
    const icon = (isServer ? serverPictureUrl : groupIconUrl)(groupId, hash);
    return this.changes.byMember(actor, groupId, ACTION, async (change) => {
      if (change.group.icon_hash === hash) return { icon };
      await change.members([actor.id]);
      await change.tx.query(statement, [groupId, ...values]);
      if (isServer) change.tell('server changed', { server_id: groupId, icon });
      else change.tell('chat changed', { chat_id: groupId, icon });
      await change.say(actor, iconChanged(actor, icon));
      return { icon };
    });
  }
}
