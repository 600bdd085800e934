import type { DataSource } from 'typeorm';

/** How much there is. Messages are counted by their numbers, which have no gap, and not one by one. */
export interface Figures {
  people: number;
  disabled: number;
  deleted: number;
  administrators: number;
  devices: number;
  private_chats: number;
  groups: number;
  servers: number;
  channels: number;
  messages: number;
  open_reports: number;
  database_bytes: number;
}

const FIGURES = `
SELECT p.*, c.*,
  (SELECT count(*) FROM sessions WHERE ended_at IS NULL) AS devices,
  (SELECT count(*) FROM reports WHERE closed_at IS NULL) AS open_reports,
  pg_database_size(current_database()) AS database_bytes
FROM (
  SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS people,
    count(*) FILTER (WHERE disabled_at IS NOT NULL AND deleted_at IS NULL) AS disabled,
    count(*) FILTER (WHERE deleted_at IS NOT NULL) AS deleted,
    count(*) FILTER (WHERE site_admin AND disabled_at IS NULL) AS administrators
  FROM users
) p, (
  SELECT count(*) FILTER (WHERE kind = 'private') AS private_chats, count(*) FILTER (WHERE kind = 'group') AS groups,
    count(*) FILTER (WHERE kind = 'server') AS servers, count(*) FILTER (WHERE kind = 'channel') AS channels,
    coalesce(sum(last_seq), 0)::bigint AS messages
  FROM chats
) c`;

export async function figuresOf(database: DataSource): Promise<Figures> {
  const [figures] = await database.query<[Figures]>(FIGURES);
  return figures;
}
