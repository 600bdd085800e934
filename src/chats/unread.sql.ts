/** Messages that the member `m` (a memberships row) has sent to the chat `c` (its chats row). */
export const sentOf = (m: string, c: string): string =>
  `CASE WHEN ${c}.low_id IS NULL THEN ${m}.sent WHEN ${c}.low_id = ${m}.user_id THEN ${c}.low_sent ELSE ${c}.high_sent END`;

/** What the member has not read, own messages left out: a subtraction, whatever the backlog. */
export const unreadOf = (m: string, c: string): string =>
  `${c}.last_seq - ${m}.read_up_to - (${sentOf(m, c)} - ${m}.sent_until_read)`;
