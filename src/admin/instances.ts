import type { DataSource } from 'typeorm';
import type { Instance } from '../cluster/instance.entity.js';

export type InstanceRow = Instance & {
  seconds_ago: number;
  /** It has not been seen for longer than three beats of its heart. */
  silent: boolean;
};

const SILENT_AFTER = 16;

/** How long ago, by the clock of the database, which all of them write with. */
const LIST = `
SELECT *, floor(extract(epoch FROM now() - seen_at))::int AS seconds_ago, seen_at < now() - interval '${SILENT_AFTER} seconds' AS silent
FROM instances ORDER BY started_at, id LIMIT 100`;

export const instancesOf = (database: DataSource): Promise<InstanceRow[]> => database.query(LIST);
