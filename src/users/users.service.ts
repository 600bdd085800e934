import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { literal } from '../database/literal.js';
import { notFound } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import { checkIcon } from '../icons/check-icon.js';
import { LIMITS, USERNAME_PATTERN } from '../shared/limits.js';
import type { People, Person, Profile } from '../shared/payloads.js';
import { avatarUrl } from './avatar-url.js';
import { personOf, profileOf, type UserRow } from './user.presenter.js';
import { User } from './user.entity.js';
import { usernameKey } from './username-key.js';
import type { AvatarAnswer, PeopleQuery, ProfileChanges } from './users.dto.js';
import { AVATAR, DROP_AVATAR, FIND, KEEP_AVATAR, PAGE, SEARCH } from './users.sql.js';
import { UNSEEN, VisiblePresence } from './visible-presence.js';

/** What may others see of a person? Whoever blocks the caller does not exist for them, here as everywhere. */
@Injectable()
export class UsersService {
  private readonly users: Repository<User>;

  constructor(
    private readonly database: DataSource,
    private readonly presence: VisiblePresence,
    private readonly events: EventBus,
  ) {
    this.users = database.getRepository(User);
  }

  async profileOf(actor: Actor): Promise<Profile> {
    return profileOf(await this.users.findOneByOrFail({ id: actor.id }));
  }

  async update(actor: Actor, changes: ProfileChanges): Promise<Profile> {
    const before = await this.profileOf(actor);
    if (Object.values(changes).some((value) => value !== undefined)) await this.users.update({ id: actor.id }, changes);
    const profile = await this.profileOf(actor);
    this.tellPrivacy(before, profile);
    return profile;
  }

  async findByUsername(actor: Actor, username: string): Promise<UserRow | null> {
    const key = username.length > LIMITS.search ? '' : usernameKey(username);
    if (!USERNAME_PATTERN.test(key)) return null;
    const [row] = await this.database.query<UserRow[]>(FIND, [actor.id, key]);
    return row ?? null;
  }

  async available(username: string): Promise<boolean> {
    return !(await this.users.existsBy({ username_key: usernameKey(username) }));
  }

  /** Everybody by username, a page at a time; `next` is the cursor of the following page. */
  async list(actor: Actor, { cursor = '', limit = LIMITS.pageDefault }: PeopleQuery): Promise<People> {
    const rows = await this.database.query<(UserRow & { username_key: string })[]>(PAGE, [actor.id, cursor, limit + 1]);
    const page = rows.slice(0, limit);
    const next = rows.length > limit ? (page.at(-1)?.username_key ?? null) : null;
    return { results: await this.shownTo(actor, page), next };
  }

  /**
   * At most 50, the best matches first. One or two characters match only where a name begins; so do signs alone, because
   * the index knows letters and digits and without it everybody would have to be read.
   */
  async search(actor: Actor, q: string): Promise<Person[]> {
    const [key, name] = [usernameKey(q), q.normalize('NFC')];
    const anywhere = [...key].length > 2 && /[\p{L}\p{N}]/u.test(key) ? '%' : '';
    const rows = await this.database.query<UserRow[]>(SEARCH, [
      actor.id,
      key,
      `${literal(key)}%`,
      `${anywhere}${literal(key)}%`,
      name,
      `${anywhere}${literal(name)}%`,
      `${literal(name)}%`,
    ]);
    return this.shownTo(actor, rows);
  }

  /** Throws `invalid_input` with the rule, under `avatar`, for what is no picture or too large a one. */
  async setAvatar(actor: Actor, sent: Uint8Array): Promise<AvatarAnswer> {
    const { type, bytes, hash } = await checkIcon(sent, 'avatar');
    await this.database.query(KEEP_AVATAR, [actor.id, hash, type, bytes]);
    return { avatar: avatarUrl(actor.id, hash) };
  }

  async removeAvatar(actor: Actor): Promise<void> {
    await this.database.query(DROP_AVATAR, [actor.id]);
  }

  /** Throws `not_found` for another picture than the present one, and for that of somebody who blocks the caller. */
  async avatarOf(actor: Actor, userId: number, hash: string): Promise<{ type: string; bytes: Buffer }> {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw notFound('picture');
    const [picture] = await this.database.query<{ type: string; bytes: Buffer }[]>(AVATAR, [actor.id, userId, hash]);
    if (!picture) throw notFound('picture');
    return picture;
  }

  private tellPrivacy(before: Profile, { id: user_id, lastseen_visible, receipts_visible, typing_visible }: Profile) {
    const hid = before.lastseen_visible && !lastseen_visible;
    const showed = !before.lastseen_visible && lastseen_visible;
    const others = before.receipts_visible !== receipts_visible || before.typing_visible !== typing_visible;
    if (!hid && !showed && !others) return;
    this.events.publish('privacy changed', { user_id, lastseen_visible, receipts_visible, typing_visible });
    if (hid) this.events.publish('presence hidden', { user_id });
    if (showed) this.events.publish('presence shown', { user_id });
  }

  private async shownTo(actor: Actor, rows: UserRow[]): Promise<Person[]> {
    const seen = await this.presence.of(
      actor,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => personOf(row, seen.get(row.id) ?? UNSEEN));
  }
}
