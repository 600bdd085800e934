/** When a chat is unmuted, in ms since 1970: null when it is not muted (any more), Infinity when it is for good. */
export const mutedMs = (membership: string): string =>
  `CASE WHEN ${membership}.muted_until > now() THEN date_part('epoch', ${membership}.muted_until) * 1000 END`;

/** The same on the wire. */
export const mutedUntilOf = (ms: number | null): string | null =>
  ms === null ? null : Number.isFinite(ms) ? new Date(ms).toISOString() : 'always';
