import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { AllChats } from '../chats/all-chats.js';
import { GROUP_COLUMNS, type GroupColumns, groupStateOf } from '../chats/group-state.js';
import { ServerList } from '../chats/server-list.js';
import { LIMITS } from '../shared/limits.js';
import type { CaughtUp, Message, Missed, Presence } from '../shared/payloads.js';
import type { ChannelState } from '../shared/server-payloads.js';
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

/** Those of these chats of the caller that are groups: $1 the caller, $2 chats. */
const GROUPS = `
SELECT g.chat_id, ${GROUP_COLUMNS}
FROM groups g JOIN memberships m ON m.chat_id = g.chat_id AND m.user_id = $1
WHERE g.chat_id = ANY($2::int[])`;

/** And those that are channels: the same. */
const CHANNELS = `
SELECT ch.chat_id, ch.server_id, ch.name, ch.topic
FROM channels ch JOIN memberships m ON m.chat_id = ch.chat_id AND m.user_id = $1
WHERE ch.chat_id = ANY($2::int[])`;

const MOST_OF_ONE_CHAT = 100;
const MOST_IN_ALL = 500;
const MOST_OTHERS = 199;

/** What a client missed while it was away, by the `seq` it has of each chat. */
@Injectable()
export class MissedService {
  constructor(
    private readonly database: DataSource,
    private readonly history: HistoryService,
    private readonly chats: AllChats,
    private readonly visible: VisiblePresence,
    private readonly servers: ServerList,
  ) {}

  /**
   * Everything a client missed that knew these chats up to these heads, chats that it did not know included. Channels it
   * learns from the servers, if it wants them.
   */
  async of(actor: Actor, heads: Map<number, number>, withServers = false): Promise<Missed> {
    const ids = [...heads.keys()];
    const [chats, added, presence, servers] = await Promise.all([
      this.since(actor, heads),
      this.chats.besides(actor, ids, LIMITS.syncAdded),
      this.presenceIn(actor, ids),
      withServers ? this.servers.of(actor) : undefined,
    ]);
    const found = new Set(chats.map(({ chat_id }) => chat_id));
    return { chats, added, removed: ids.filter((id) => !found.has(id)), presence, ...(servers && { servers }) };
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
    const [missed, members, groups, channels] = await Promise.all([
      this.database.query(MISSED, [ids, [...heads.values()], actor.id, MOST_OF_ONE_CHAT, MOST_IN_ALL]) as Promise<
        StoredMessage[]
      >,
      this.database.query(MEMBERS_WITH_CURSORS, [ids, actor.id, MOST_OTHERS]) as Promise<MemberRow[]>,
      this.database.query(GROUPS, [actor.id, ids]) as Promise<(GroupColumns & { chat_id: number })[]>,
      this.database.query(CHANNELS, [actor.id, ids]) as Promise<(ChannelState & { chat_id: number })[]>,
    ]);
    const states = new Map(groups.map((row) => [row.chat_id, groupStateOf(row.chat_id, row)]));
    const places = new Map(channels.map(({ chat_id, ...channel }) => [chat_id, channel]));
    const messages = await this.history.withReaders(actor, missed);
    return chatsOf(members).map(([chatId, rows]) => ({
      ...caughtUp(
        rows,
        messages.filter(({ chat_id }) => chat_id === chatId),
        heads.get(chatId)!,
      ),
      ...(states.has(chatId) && { group: states.get(chatId) }),
      ...(places.has(chatId) && { channel: places.get(chatId) }),
    }));
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
