import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Actor } from '../../src/access/actor.js';
import { EventBus } from '../../src/events/event-bus.js';
import { OnlinePeopleInMemory } from '../../src/presence/online-people.memory.js';
import { PresenceService } from '../../src/presence/presence.service.js';
import { BlocksService } from '../../src/users/blocks.service.js';
import { LastSeen } from '../../src/users/last-seen.js';
import type { User } from '../../src/users/user.entity.js';
import { usernameKey } from '../../src/users/username-key.js';
import { UsersService } from '../../src/users/users.service.js';
import { VisiblePresence } from '../../src/users/visible-presence.js';
import { freshDatabase, openWithoutLimit, type TestDatabase } from './database.js';

/** The people side of the house on a database of its own, without a server. */
export class Town {
  readonly events = new EventBus();
  readonly presence = new PresenceService(new OnlinePeopleInMemory(), this.events);
  readonly visible: VisiblePresence;
  readonly users: UsersService;
  readonly blocks: BlocksService;
  readonly lastSeen: LastSeen;

  private constructor(
    private readonly place: TestDatabase,
    readonly database: DataSource,
  ) {
    this.visible = new VisiblePresence(database, this.presence);
    this.users = new UsersService(database, this.visible, this.events);
    this.blocks = new BlocksService(database, this.events);
    this.lastSeen = new LastSeen(database, this.events);
  }

  static async found(given?: TestDatabase): Promise<Town> {
    const place = given ?? (await freshDatabase());
    return new Town(place, await openWithoutLimit(place));
  }

  async leave(): Promise<void> {
    await this.lastSeen.onApplicationShutdown();
    await this.database.destroy();
    await this.place.drop();
  }

  /** Everybody and everything is gone; ids go on counting. */
  async clear(): Promise<void> {
    await this.lastSeen.onApplicationShutdown();
    await this.database.query('DELETE FROM chats; DELETE FROM users');
  }

  async settle(username: string, more: Partial<User> = {}): Promise<Actor> {
    const row = { username, username_key: usernameKey(username), password_hash: '-', ...more };
    const names = Object.keys(row);
    const [{ id }] = await this.database.query(
      `INSERT INTO users (${names.join()}) VALUES (${names.map((_, index) => `$${index + 1}`).join()}) RETURNING id`,
      Object.values(row),
    );
    return { id, username, session_id: id, kind: 'api', site_admin: false };
  }

  chatOf(...members: Actor[]): Promise<number> {
    return this.makeChat('private', members);
  }

  groupOf(...members: Actor[]): Promise<number> {
    return this.makeChat('group', members);
  }

  private async makeChat(kind: string, members: Actor[]): Promise<number> {
    const [{ id }] = await this.database.query('INSERT INTO chats (kind) VALUES ($1) RETURNING id', [kind]);
    const ids = members.map((member) => member.id);
    await this.database.query('INSERT INTO memberships (chat_id, user_id) SELECT $1, unnest($2::int[])', [id, ids]);
    return id;
  }

  /** How PostgreSQL answers the first query of an act. */
  async planOf(act: () => Promise<unknown>): Promise<string> {
    const query = jest.spyOn(this.database, 'query');
    await act();
    const [text, values] = query.mock.calls[0]!;
    query.mockRestore();
    const lines: { 'QUERY PLAN': string }[] = await this.database.query(`EXPLAIN ${text}`, values as unknown[]);
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  }

  async names(actor: Actor, q: string): Promise<string[]> {
    return (await this.users.search(actor, q)).map(({ username }) => username);
  }
}
