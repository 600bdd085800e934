import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError } from '../errors/app-error.js';
import { MembersService } from '../groups/members.service.js';
import { ServerMembers } from '../servers/server-services.js';
import type { GroupKind } from '../shared/group-payloads.js';
import { AccountActs } from './account-acts.js';
import type { Operator } from './operator.js';

export const NOBODY = 'Deleted person';

/** No username has a space in it: nobody can register as this, find it or be taken for it. */
const FORGET = [
  `UPDATE users SET username = '${NOBODY}', username_key = 'deleted person ' || id, display_name = '', first_name = '',
    last_name = '', email = '', bio = '', password_hash = '', avatar_hash = NULL, lastseen = NULL, lastseen_visible = false,
    typing_visible = false, site_admin = false, disabled_at = coalesce(disabled_at, now()), deleted_at = now()
   WHERE id = $1`,
  'DELETE FROM avatars WHERE user_id = $1',
  'DELETE FROM refresh_tokens WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1)',
  "UPDATE sessions SET agent = '' WHERE user_id = $1",
  'DELETE FROM blocks WHERE $1 IN (blocker_id, blocked_id)',
  'DELETE FROM join_requests WHERE user_id = $1',
  'DELETE FROM bans WHERE user_id = $1',
];

const LEFT_OVER = `
SELECT u.id, m.chat_id, g.kind FROM users u JOIN memberships m ON m.user_id = u.id JOIN groups g ON g.chat_id = m.chat_id
WHERE u.deleted_at IS NOT NULL`;

const AGAIN_MS = 60_000;

/**
 * Deletes accounts (docs/decisions/022): who somebody was is gone at once, then they leave groups and servers one by one as
 * anybody leaves. What a crash leaves behind, the next start takes up.
 */
@Injectable()
export class AccountRemoval implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AccountRemoval.name);
  private leaving: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly database: DataSource,
    private readonly acts: AccountActs,
    private readonly members: MembersService,
    private readonly serverMembers: ServerMembers,
  ) {}

  onApplicationBootstrap(): void {
    void this.leaveGroups();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.leaving;
  }

  async remove(operator: Operator, userId: number): Promise<void> {
    await this.acts.run(operator, userId, {
      act: 'deleted the account of',
      ends: 'signed_out',
      change: async (tx, { id }) => {
        for (const statement of FORGET) await tx.query(statement, [id]);
        return true;
      },
    });
    await this.leaveGroups();
  }

  /** Never rejects. */
  private leaveGroups(): Promise<void> {
    this.leaving = this.leaving
      .then(() => this.leaveAll())
      .catch((error: unknown) => {
        this.logger.warn({ err: error }, 'A deleted person could not leave their groups yet');
        if (!this.stopping) this.timer = setTimeout(() => void this.leaveGroups(), AGAIN_MS).unref();
      });
    return this.leaving;
  }

  private async leaveAll(): Promise<void> {
    const left: { id: number; chat_id: number; kind: GroupKind }[] = await this.database.query(LEFT_OVER);
    for (const { id, chat_id, kind } of left) {
      if (this.stopping) return;
      const nobody = { id, username: NOBODY, session_id: 0, kind: 'api', site_admin: false } as const;
      const members = kind === 'server' ? this.serverMembers : this.members;
      await members.leave(nobody, chat_id).catch(unlessGone);
    }
  }
}

/** Another instance was quicker, or the group has ended meanwhile. */
function unlessGone(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
}
