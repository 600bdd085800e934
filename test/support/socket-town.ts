import { SocketTimes } from '../../src/realtime/socket-times.js';
import type { Config } from '../../src/config/config.js';
import type { DomainEvents } from '../../src/events/domain-events.js';
import { EventBus } from '../../src/events/event-bus.js';
import { openApp, type OpenApp } from './app.js';
import { people, type TestPerson } from './people.js';
import { EngineClient } from './engine-client.js';
import { RawClient, type RawOptions } from './raw-client.js';
import { SocketClient } from './socket-client.js';

/** The whole server with ada, bob and eve, and the sockets that a test opens, which it closes again. */
export class SocketTown {
  private readonly raws: RawClient[] = [];
  private readonly ios: SocketClient[] = [];

  private constructor(
    readonly app: OpenApp,
    readonly cast: Map<string, TestPerson>,
  ) {}

  static async open(changes: Partial<Config> = {}, times: Partial<SocketTimes> = {}): Promise<SocketTown> {
    const shorten = { restartNotice: 0, ...times };
    const app = await openApp(changes, (server) => void Object.assign(server.get(SocketTimes), shorten));
    const cast = await people(app, 'ada', 'bob', 'eve');
    return new SocketTown(app, new Map(cast.map((one) => [one.username, one])));
  }

  async close(): Promise<void> {
    await this.hangUp();
    await this.app.close();
  }

  async hangUp(): Promise<void> {
    for (const client of this.ios.splice(0)) client.hangUp();
    await Promise.all(this.raws.splice(0).map((client) => client.hangUp()));
  }

  onFact<F extends keyof DomainEvents>(name: F, listener: (fact: DomainEvents[F]) => void): void {
    this.app.get(EventBus).on(name, listener);
  }

  /** It happened on this server. */
  publish<F extends keyof DomainEvents>(name: F, fact: DomainEvents[F]): void {
    this.app.get(EventBus).publish(name, fact);
  }

  person(name: string): TestPerson {
    return this.cast.get(name)!;
  }

  id(name: string): number {
    return this.person(name).id;
  }

  /** A new chat of these people. Two make a private one, but never the one they had before. */
  async chat(...names: string[]): Promise<number> {
    const kind = names.length === 2 ? 'private' : 'group';
    const [{ id }] = await this.app.database.query('INSERT INTO chats (kind) VALUES ($1) RETURNING id', [kind]);
    await this.app.database.query('INSERT INTO memberships (chat_id, user_id) SELECT $1, unnest($2::int[])', [
      id,
      names.map((name) => this.id(name)),
    ]);
    return id;
  }

  /** The fact that this person is no member any more. */
  leaving(name: string, chat: number): DomainEvents['member left'] {
    return { chat_id: chat, user_id: this.id(name), username: name, reason: 'removed', member_count: 2 };
  }

  /** A phone of that person in the chat, signed in by the Bearer header. */
  async raw(name: string, chat: number, options: RawOptions = {}): Promise<RawClient> {
    return this.dial(chat, { token: this.person(name).phone.access, ...options }).opened();
  }

  /** Begins to connect, as whoever the options say. */
  dial(chat: number | string, options: RawOptions = {}): RawClient {
    const client = RawClient.dial(this.app, chat, options);
    this.raws.push(client);
    return client;
  }

  /** The same on the protocol's own words, right or wrong; signed in when this resolves. */
  engine(token: string): Promise<EngineClient> {
    return EngineClient.connect(this.app, token);
  }

  /** A JS app of that person, signed in by its token. */
  io(name: string, token = this.person(name).phone.access, port?: number): Promise<SocketClient> {
    return this.ioWith({ token }, {}, port);
  }

  async ioWith(auth: object, headers: Record<string, string> = {}, port = this.app.port): Promise<SocketClient> {
    const client = await SocketClient.connect({ port }, auth, headers);
    this.ios.push(client);
    return client;
  }
}
