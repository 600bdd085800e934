/** The server, on the rail, that a chat is a channel of. */
export const serverOf = (chatId: number): HTMLElement | null =>
  document.querySelector<HTMLElement>(`.rail [data-channels*=" ${chatId}:"]`);

/** `private`, `group` or `channel`. A chat that stands in no list yet is one of two people, or of a few. */
export const kindOf = (chatId: number): string =>
  serverOf(chatId)
    ? 'channel'
    : (document.querySelector<HTMLElement>(`li[data-kind]:has(> [data-chat="${chatId}"])`)?.dataset.kind ?? 'private');

/** By which name news of a chat is told: that of its row, else who spoke and where. */
export function tellerOf(chatId: number, username: string): string {
  const row = document.querySelector<HTMLElement>(`.chat-row[data-chat="${chatId}"]`)?.dataset.name;
  const server = serverOf(chatId)?.dataset.name;
  return row || (server ? `${username} in ${server}` : username);
}

/** In all servers of whoever reads this page. */
export const unreadInServers = (): number =>
  [...document.querySelectorAll<HTMLElement>('.rail [data-unread]')].reduce(
    (sum, { dataset }) => sum + Number(dataset.unread),
    0,
  );
