/**
 * When a chat is unmuted, in ms since 1970: null when it is not muted (any more), Infinity when it is for good. `ofServer` is
 * the membership of the server, for a channel: whoever mutes a server mutes all its channels.
 */
export const mutedMs = (membership: string, ofServer?: string): string => {
  const until = ofServer ? `greatest(${membership}.muted_until, ${ofServer}.muted_until)` : `${membership}.muted_until`;
  return `CASE WHEN ${until} > now() THEN date_part('epoch', ${until}) * 1000 END`;
};

/** The same on the wire. */
export const mutedUntilOf = (ms: number | null): string | null =>
  ms === null ? null : Number.isFinite(ms) ? new Date(ms).toISOString() : 'always';
