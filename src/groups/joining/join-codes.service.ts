import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { Config } from '../../config/config.js';
import { notFound } from '../../errors/app-error.js';
import type { JoinCode } from '../../shared/group-payloads.js';
import { GroupChanges } from '../group-changes.js';
import { codeChanged } from '../happenings.js';
import { newJoinCode } from '../join-code.js';
import type { NewCode } from './joining.dto.js';

interface Row {
  code: string | null;
  code_expires_at: Date | null;
  code_max_uses: number | null;
  code_uses: number;
}

const CODE = 'SELECT code, code_expires_at, code_max_uses, code_uses FROM groups WHERE chat_id = $1';
const RENEW = `
WITH renewed AS (
  UPDATE groups SET code = $2, code_max_uses = $3, code_uses = 0,
    code_expires_at = date_trunc('milliseconds', now() + $4 * interval '1 second')
  WHERE chat_id = $1 RETURNING code, code_expires_at, code_max_uses, code_uses
) SELECT * FROM renewed`;
const CLOSE = `
UPDATE groups SET code = NULL, code_expires_at = NULL, code_max_uses = NULL, code_uses = 0 WHERE chat_id = $1`;

/** The one code of a group or server with which people let themselves in. */
@Injectable()
export class JoinCodesService {
  constructor(
    private readonly database: DataSource,
    private readonly changes: GroupChanges,
    private readonly config: Config,
  ) {}

  async show(actor: Actor, groupId: number): Promise<JoinCode> {
    await this.changes.demand(actor, groupId, 'see the join code');
    const [row] = await this.database.query<Row[]>(CODE, [groupId]);
    if (!row) throw notFound(this.changes.kind);
    return this.present(row);
  }

  /** The old one opens nothing from now on. */
  renew(actor: Actor, groupId: number, { expires_in, max_uses }: NewCode): Promise<JoinCode> {
    return this.changes.byMember(actor, groupId, 'change the join code', async (change) => {
      const values = [groupId, newJoinCode(), max_uses ?? null, expires_in ?? null];
      const [row] = await change.tx.query<Row[]>(RENEW, values);
      await change.say(actor, codeChanged(actor, true));
      return this.present(row!);
    });
  }

  /** Nobody joins by code until there is a new one. */
  async close(actor: Actor, groupId: number): Promise<void> {
    await this.changes.byMember(actor, groupId, 'change the join code', async (change) => {
      if (change.group.code === null) return;
      await change.tx.query(CLOSE, [groupId]);
      await change.say(actor, codeChanged(actor, false));
    });
  }

  private present({ code, code_expires_at, code_max_uses, code_uses }: Row): JoinCode {
    return {
      code,
      link: code && `${this.config.publicUrl ?? ''}/join/${code}`,
      expires: code_expires_at?.toISOString() ?? null,
      max_uses: code_max_uses,
      uses: code_uses,
    };
  }
}
