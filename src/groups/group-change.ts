import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { AppError, conflict } from '../errors/app-error.js';
import type { DomainEvents } from '../events/domain-events.js';
import type { EventBus } from '../events/event-bus.js';
import type { Happening, SystemMessages } from '../messages/system-messages.js';
import type { GroupKind, MemberLeft, Membership } from '../shared/group-payloads.js';
import type { LiveMessage } from '../shared/payloads.js';
import type { Role } from '../shared/roles.js';
import type { Group } from './group.entity.js';

export interface Somebody {
  id: number;
  username: string;
}

export type MemberOfGroup = Somebody & { role: Role };

/** Rows of memberships, and of nothing else, in the order in which everybody locks them. */
const LOCK_MEMBERS = `
SELECT m.user_id AS id, u.username, m.role
FROM memberships m JOIN users u ON u.id = m.user_id
WHERE m.chat_id = $1 AND m.user_id = ANY($2::int[])
ORDER BY m.user_id FOR UPDATE OF m`;

/** A new member sees the whole history and has read it. $1: the chat, and the channels of a server with it. */
const ADMIT = `
INSERT INTO memberships (chat_id, user_id, role, read_up_to)
SELECT c.id, i.user_id, CASE WHEN c.kind = 'channel' THEN 'member' ELSE i.role END, c.last_seq
FROM unnest($2::int[], $3::text[]) AS i(user_id, role) JOIN chats c ON c.id = ANY($1::int[])`;

const CHANNELS = 'SELECT chat_id FROM channels WHERE server_id = $1 ORDER BY chat_id';
const DISMISS = [
  'SELECT FROM memberships WHERE chat_id = ANY($1::int[]) AND user_id = $2 ORDER BY chat_id FOR UPDATE',
  'DELETE FROM memberships WHERE chat_id = ANY($1::int[]) AND user_id = $2',
  'DELETE FROM mentions WHERE chat_id = ANY($1::int[]) AND user_id = $2',
];

const FORGET_REQUESTS = 'DELETE FROM join_requests WHERE chat_id = $1 AND user_id = ANY($2::int[])';
const COUNT = 'UPDATE groups SET member_count = member_count + $2 WHERE chat_id = $1';
const BANNED = `
SELECT u.username FROM bans b JOIN users u ON u.id = b.user_id
WHERE b.chat_id = $1 AND b.user_id = ANY($2::int[]) ORDER BY u.username`;

/**
 * A group, or a server, while one request changes it and no other can: its row is locked. What is done here is told to nobody before
 * the commit, and then in this order: who went, who came, what changed, and the system message that says so.
 */
export class GroupChange {
  private readonly facts: ((events: EventBus) => void)[] = [];
  private message: LiveMessage | undefined;

  constructor(
    readonly tx: EntityManager,
    /** As it was when it was locked, with the count kept up to date. */
    readonly group: Group,
    private readonly most: number,
    private readonly system: SystemMessages,
  ) {}

  get chatId(): number {
    return this.group.chat_id;
  }

  get kind(): GroupKind {
    return this.group.kind;
  }

  /** The chats of the channels, where it is a server. */
  async channels(): Promise<number[]> {
    if (this.kind === 'group') return [];
    const rows: { chat_id: number }[] = await this.tx.query(CHANNELS, [this.chatId]);
    return rows.map(({ chat_id }) => chat_id);
  }

  /** Those of these people who are members, locked. To be called once, with everybody whose membership will be touched. */
  members(userIds: number[]): Promise<MemberOfGroup[]> {
    return this.tx.query(LOCK_MEMBERS, [this.chatId, userIds]);
  }

  /** Throws `conflict` when somebody is banned, or when there is no room for all of them. None is a member yet. */
  async admit(people: Somebody[], role: Role = 'member'): Promise<Membership[]> {
    const ids = people.map(({ id }) => id);
    await this.demandWelcome(ids);
    const channels = await this.channels();
    await this.tx.query(ADMIT, [[this.chatId, ...channels], ids, ids.map(() => role)]);
    await this.tx.query(FORGET_REQUESTS, [this.chatId, ids]);
    await this.count(ids.length);
    const members = people.map(({ id, username }) => ({ user_id: id, username, role }));
    const { member_count } = this.group;
    this.tell('member joined', { chat_id: this.chatId, ...this.withChannels(channels), members, member_count });
    return members;
  }

  async dismiss({ id, username }: Somebody, reason: MemberLeft['reason']): Promise<void> {
    await this.count(-1);
    const channels = await this.channels();
    for (const statement of DISMISS) await this.tx.query(statement, [[this.chatId, ...channels], id]);
    const { member_count } = this.group;
    const where = { chat_id: this.chatId, ...this.withChannels(channels) };
    this.tell('member left', { ...where, user_id: id, username, reason, member_count });
  }

  /** Whoever loses a role comes first: there are never two owners, the database sees to that. */
  async setRoles(people: MemberOfGroup[]): Promise<void> {
    for (const { id, role } of people)
      await this.tx.query('UPDATE memberships SET role = $3 WHERE chat_id = $1 AND user_id = $2', [
        this.chatId,
        id,
        role,
      ]);
    const roles = people.map(({ id, username, role }) => ({ user_id: id, username, role }));
    if (this.kind === 'server') this.tell('server changed', { server_id: this.chatId, roles });
    else this.tell('role changed', { chat_id: this.chatId, roles });
  }

  /** A fact that is published when, and only when, all of this is committed. */
  tell<F extends keyof DomainEvents>(name: F, fact: DomainEvents[F]): void {
    this.facts.push((events) => events.publish(name, fact));
  }

  /** Nothing is said in a server itself, nor in its channels about who comes and goes: docs/decisions/021. */
  async say(actor: Actor, happening: Happening): Promise<void> {
    if (this.kind === 'group') await this.sayIn(this.chatId, actor, happening);
  }

  /** The one system message of this change; the last thing that is written, because it locks the chat's row. */
  async sayIn(chatId: number, actor: Actor, happening: Happening): Promise<void> {
    this.message = await this.system.write(this.tx, actor, chatId, happening);
  }

  publish(events: EventBus): void {
    for (const fact of this.facts) fact(events);
    if (this.message) this.system.publish(this.message);
  }

  private async demandWelcome(ids: number[]): Promise<void> {
    if (this.group.member_count + ids.length > this.most)
      throw conflict(`A ${this.kind} has at most ${this.most} members. There is no room for more.`);
    const banned: { username: string }[] = await this.tx.query(BANNED, [this.chatId, ids]);
    if (banned.length)
      throw new AppError(
        'conflict',
        bannedSentence(
          this.kind,
          banned.map(({ username }) => username),
        ),
      );
  }

  private async count(change: number): Promise<void> {
    this.group.member_count += change;
    await this.tx.query(COUNT, [this.chatId, change]);
    const { kind, visibility, member_count } = this.group;
    if (kind === 'server' && visibility === 'public')
      this.tell('server counted', { server_id: this.chatId, num_members: member_count });
  }

  private withChannels(channel_ids: number[]): { channel_ids?: number[] } {
    return this.kind === 'server' ? { channel_ids } : {};
  }
}

const bannedSentence = (kind: GroupKind, names: string[]): string =>
  `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} banned from this ${kind}. Lift the ban first.`;
