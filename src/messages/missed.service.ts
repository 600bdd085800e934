import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { ChatList } from '../chats/chat-list.js';
import { LIMITS } from '../shared/limits.js';
import type { CaughtUp, Message, Missed, Presence } from '../shared/payloads.js';
import type { Role } from '../shared/roles.js';
import { UNSEEN, VisiblePresence } from '../users/visible-presence.js';
import { HistoryService } from './history.service.js';
import { MEMBERS_WITH_CURSORS, MISSED } from './history.sql.js';
import type { StoredMessage } from './message.presenter.js';

interface MemberRow {
  chat_id: number;
  last_seq: number;
  user_id: number;
  username: string;
  role: Role;
  read_up_to: number;
  time: Date | null;
  shown: boolean;
}

/** The other ones of these private chats of the caller: $1 the caller, $2 chats. */
const PEERS = `
SELECT u.id, u.username
FROM private_chats p
JOIN memberships m ON m.chat_id = p.chat_id AND m.user_id = $1
JOIN users u ON u.id = p.low_id + p.high_id - m.user_id
WHERE p.chat_id = ANY($2::int[])`;

const MOST_OF_ONE_CHAT = 100;
const MOST_IN_ALL = 500;
const MOST_MEMBERS = 200;

/** What a client missed while it was away, by the `seq` it has of each chat. */
@Injectable()
export class MissedService {
  constructor(
    private readonly database: DataSource,
    private readonly history: HistoryService,
    private readonly list: ChatList,
    private readonly visible: VisiblePresence,
  ) {}

  /** Everything a client missed that knew these chats up to these heads, chats that it did not know included. */
  async of(actor: Actor, heads: Map<number, number>): Promise<Missed> {
    const ids = [...heads.keys()];
    const [chats, added, presence] = await Promise.all([
      this.since(actor, heads),
      this.list.besides(actor, ids, LIMITS.syncAdded),
      this.presenceIn(actor, ids),
    ]);
    const found = new Set(chats.map(({ chat_id }) => chat_id));
    return { chats, added, removed: ids.filter((id) => !found.has(id)), presence };
  }

  private async presenceIn(actor: Actor, chatIds: number[]): Promise<Presence[]> {
    const peers: { id: number; username: string }[] = await this.database.query(PEERS, [actor.id, chatIds]);
    const ids = peers.map(({ id }) => id);
    const seen = await this.visible.of(actor, ids);
    return peers.map(({ id, username }) => ({ user_id: id, username, ...(seen.get(id) ?? UNSEEN) }));
  }

  /** Chats that the caller is no member of (any more) are left out. `has_more` asks to call again with the new heads. */
  async since(actor: Actor, heads: Map<number, number>): Promise<CaughtUp[]> {
    const ids = [...heads.keys()];
    const [missed, members] = await Promise.all([
      this.database.query(MISSED, [ids, [...heads.values()], actor.id, MOST_OF_ONE_CHAT, MOST_IN_ALL]) as Promise<
        StoredMessage[]
      >,
      this.database.query(MEMBERS_WITH_CURSORS, [ids, actor.id, MOST_MEMBERS]) as Promise<MemberRow[]>,
    ]);
    const messages = await this.history.withReaders(actor, missed);
    return chatsOf(members).map(([chatId, rows]) =>
      caughtUp(
        rows,
        messages.filter(({ chat_id }) => chat_id === chatId),
        heads.get(chatId)!,
      ),
    );
  }
}

function chatsOf(members: MemberRow[]): [number, MemberRow[]][] {
  const chats = new Map<number, MemberRow[]>();
  for (const member of members) {
    const others = chats.get(member.chat_id);
    if (others) others.push(member);
    else chats.set(member.chat_id, [member]);
  }
  return [...chats];
}

function caughtUp(members: MemberRow[], messages: Message[], head: number): CaughtUp {
  const { chat_id, last_seq } = members[0]!;
  return {
    chat_id,
    messages,
    last_seq,
    has_more: (messages.at(-1)?.seq ?? head) < last_seq,
    reads: members
      .filter(({ shown, time }) => shown && time)
      .map(({ user_id, username, read_up_to, time }) => ({
        chat_id,
        user_id,
        username,
        up_to: read_up_to,
        time: time!.toISOString(),
      })),
    members: members.map(({ user_id, username, role }) => ({ user_id, username, role })),
  };
}
