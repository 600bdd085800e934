import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound } from '../errors/app-error.js';
import { Audit } from './audit.js';
import type { Operator } from './operator.js';
import { type Page, pageOf, SHOWN } from './page.js';

export interface ReportRow {
  id: number;
  reason: string;
  created_at: Date;
  reporter_id: number;
  reporter: string;
  reported_id: number;
  reported: string;
  reported_disabled: boolean;
  closed_at: Date | null;
  closed_by: string | null;
  note: string;
}

const REPORTS = `
SELECT r.id, r.reason, r.created_at, r.closed_at, r.closed_by, r.note, r.reporter_id, a.username AS reporter,
  r.reported_id, b.username AS reported, b.disabled_at IS NOT NULL AS reported_disabled
FROM reports r JOIN users a ON a.id = r.reporter_id JOIN users b ON b.id = r.reported_id`;

const LIST = (which: string) => `
${REPORTS} WHERE r.closed_at IS ${which} AND ($1::int IS NULL OR r.id < $1) ORDER BY r.id DESC LIMIT $2`;
const OPEN = LIST('NULL');
const CLOSED = LIST('NOT NULL');
const ABOUT = `${REPORTS} WHERE r.reported_id = $1 ORDER BY r.id DESC LIMIT $2`;

const CLOSE = `
UPDATE reports r SET closed_at = now(), closed_by = $2, note = $3
FROM users u WHERE r.id = $1 AND r.closed_at IS NULL AND u.id = r.reported_id
RETURNING u.username`;

/** What people said about others to the operator, and what came of it. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly database: DataSource,
    private readonly audit: Audit,
  ) {}

  /** The newest first. */
  async list(which: 'open' | 'closed', before: number | null): Promise<Page<ReportRow>> {
    const rows = await this.database.query<ReportRow[]>(which === 'open' ? OPEN : CLOSED, [before, SHOWN + 1]);
    return pageOf(rows, ({ id }) => String(id));
  }

  /** The newest reports about somebody. */
  about(userId: number, most: number): Promise<ReportRow[]> {
    return this.database.query(ABOUT, [userId, most]);
  }

  /** Throws `not_found` for a report that another administrator has closed meanwhile. */
  async close(operator: Operator, reportId: number, note: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [[closed]] = await tx.query<[{ username: string }[], number]>(CLOSE, [reportId, operator.name, note]);
      if (!closed) throw notFound('report');
      const about = { about: 'report', id: reportId, name: closed.username } as const;
      await this.audit.record(tx, operator, 'closed the report about', about, note);
    });
  }
}
