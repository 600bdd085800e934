import { Live, type Listener, type LiveEvents } from './live.js';
import { type Query, Rest } from './rest.js';
import { type RefreshIn, Tokens } from './tokens.js';
import type {
  AnyRow,
  ChatPage,
  ChatRow,
  GroupRow,
  Message,
  NewGroup,
  Person,
  Profile,
  Registered,
  Sent,
  ServerRow,
  Stats,
  TokenAnswer,
  TokenPair,
  Unread,
} from './types.js';

export interface Options {
  /** Tokens of an earlier start. */
  tokens?: TokenPair;
  /** `cookie` for pages: the refresh token is then in an HttpOnly cookie, and no script ever sees it. */
  refreshIn?: RefreshIn;
  /** Is told of every new pair, so that it can be kept for the next start. */
  onTokens?: (tokens: TokenAnswer) => void;
}

interface Credentials {
  username: string;
  password: string;
}

/**
 * A person on a Parley server, for browsers and for Node: requests with one silent refresh of the token, and a live
 * connection after whose breaks nothing is missing. Everything that fails rejects with a `ParleyError`.
 */
export class Parley {
  readonly rest: Rest;
  readonly live: Live;
  private tokens: Tokens | undefined;
  private readonly ends = new Set<Listener<void>>();

  /** `url` is the server's origin, such as `https://chat.example.org`. */
  constructor(
    url: string,
    private readonly options: Options = {},
  ) {
    const origin = url.replace(/\/+$/, '');
    this.rest = new Rest(origin, () => this.tokens);
    this.live = new Live(origin, () => this.tokens);
    if (options.tokens || options.refreshIn === 'cookie') this.hold(options.tokens ?? {});
  }

  register(person: Credentials & { email?: string; display_name?: string }): Promise<Registered> {
    return this.rest.open('/user/register/', person, 'omit');
  }

  async signIn({ username, password }: Credentials): Promise<void> {
    const cookie = this.options.refreshIn === 'cookie';
    const tokens = await this.rest.open<TokenAnswer>(
      '/api/token/',
      { username, password, ...(cookie && { cookie }) },
      cookie ? 'include' : 'omit',
    );
    this.hold(tokens);
    this.options.onTokens?.(tokens);
  }

  /** Ends the device's tokens on the server and everything here. */
  async signOut(): Promise<void> {
    const refresh = this.tokens?.refresh;
    this.live.close();
    await this.rest.open('/user/logout/', refresh ? { refresh } : {}, refresh ? 'omit' : 'include');
    this.drop();
  }

  /** Somebody else ended this device, or changed the password: signing in again is what is left. Returns how to stop. */
  onSignedOut(listener: Listener<void>): () => void {
    this.ends.add(listener);
    return () => void this.ends.delete(listener);
  }

  /** Listens to a live event; returns how to stop. */
  on = <E extends keyof LiveEvents>(event: E, listener: Listener<LiveEvents[E]>): (() => void) =>
    this.live.on(event, listener);

  me = (): Promise<Profile> => this.rest.get('/user/me/');
  stats = (): Promise<Stats> => this.rest.get('/stats/');
  search = (q: string): Promise<Person[]> => this.rest.get('/search/', { q });
  chats = (): Promise<ChatRow[]> => this.rest.get('/chat/');
  groups = (): Promise<GroupRow[]> => this.rest.get('/group/');
  servers = (filter: Query = {}): Promise<ServerRow[]> => this.rest.get('/server/', filter);

  /** Private chats and groups together, newest first. */
  async conversations(): Promise<AnyRow[]> {
    const [chats, groups] = await Promise.all([this.chats(), this.groups()]);
    return [...chats, ...groups].sort((one, other) => (one.time < other.time ? 1 : -1));
  }

  openChat = (username: string): Promise<ChatRow> => this.rest.request('POST', '/chat/', { username });
  makeGroup = (name: string, members: string[]): Promise<NewGroup> =>
    this.rest.request('POST', '/group/', { name, members });

  /** A page of a chat's messages, oldest first; the newest page by default. `before` and `after` are a `seq`. */
  history = (chatId: number, page: { before?: number; after?: number; limit?: number } = {}): Promise<ChatPage> =>
    this.rest.get(`/chat/${chatId}`, page);

  /** Sends over the live connection where there is one, else by a request. Resolves when it is stored. */
  send(chatId: number, text: string, client_id: string = crypto.randomUUID()): Promise<Sent | Message> {
    return this.live.connected
      ? this.live.send(chatId, text, client_id)
      : this.rest.request('POST', `/chat/${chatId}/messages/`, { text, client_id });
  }

  markRead = (chatId: number, up_to?: number): Promise<Unread> =>
    this.rest.request('POST', `/chat/${chatId}/read/`, { up_to });

  private hold(held: TokenAnswer): void {
    this.rest.forget();
    const cookie = this.options.refreshIn === 'cookie';
    this.tokens = new Tokens(
      held,
      {
        refresh: (refresh) =>
          this.rest.open('/api/token/refresh/', refresh ? { refresh } : {}, cookie ? 'include' : 'omit'),
        changed: (tokens) => this.options.onTokens?.(tokens),
        lost: () => {
          this.live.close();
          this.drop();
          for (const listener of this.ends) listener();
        },
      },
      this.options.refreshIn,
    );
  }

  private drop(): void {
    this.tokens = undefined;
    this.rest.forget();
  }
}
