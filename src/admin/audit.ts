import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AdminAct } from './admin-act.entity.js';
import { type Page, pageOf, SHOWN } from './page.js';
import type { Operator } from './operator.js';

/** What administrators do, in the words in which it is kept. */
export type Act =
  | 'made an administrator'
  | 'made the demo account'
  | 'took the rights of an administrator from'
  | 'gave a new password to'
  | 'disabled'
  | 'enabled'
  | 'signed out everywhere'
  | 'deleted the account of'
  | 'ended the group'
  | 'ended the server'
  | 'closed the report about';

export interface About {
  about: AdminAct['about'];
  id: number;
  name: string;
}

const RECORD = `
INSERT INTO admin_acts (by_id, by_name, origin, act, about, about_id, about_name, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;

const LIST = `
SELECT * FROM admin_acts
WHERE ($1::bigint IS NULL OR id < $1) AND ($2::text IS NULL OR (about = $2 AND about_id = $3))
ORDER BY id DESC LIMIT $4`;

/** Who did what, on whom, when and from where. Nothing of it can be changed afterwards. */
@Injectable()
export class Audit {
  constructor(private readonly database: DataSource) {}

  /** In the transaction of the act itself: neither is ever there without the other. */
  async record(tx: EntityManager, { id, name, origin }: Operator, act: Act, whom: About, note = ''): Promise<void> {
    await tx.query(RECORD, [id, name, origin, act, whom.about, whom.id, whom.name, note]);
  }

  /** The newest first; with `whom` only what was done to them. */
  async list(before: number | null, whom?: Pick<About, 'about' | 'id'>): Promise<Page<AdminAct>> {
    const values = [before, whom?.about ?? null, whom?.id ?? null, SHOWN + 1];
    return pageOf(await this.database.query<AdminAct[]>(LIST, values), ({ id }) => String(id));
  }
}
