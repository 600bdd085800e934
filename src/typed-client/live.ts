import { io, type Socket } from 'socket.io-client';
import { Heads } from './heads.js';
import { ParleyError } from './parley-error.js';
import type { Tokens } from './tokens.js';
import type { ClientToServerEvents, ServerToClientEvents } from '../shared/events.js';
import type { Failure, Inputs, LiveMessage, Message, Outcomes, Payloads, Sent } from './types.js';

/** A message, whether it came live or was caught up with. */
export interface ChatMessage {
  chat_id: number;
  seq: number;
  id: number;
  sender: number;
  sender_username: string;
  text: string;
  time: string;
  kind: Message['kind'];
  event?: Message['event'];
  client_id?: string;
}

/** Everything that can be listened to: the events of the wire, in its words, and what happens to the connection. */
export interface LiveEvents extends Omit<Payloads, 'message:new'> {
  /** Each message of each chat, in the order of its `seq`, once, also those that were sent while there was no connection. */
  'message:new': ChatMessage;
  /** The connection stands, and what was missed has been told. */
  connected: void;
  /** It broke; it is made again by itself. */
  disconnected: void;
}

export type Listener<T> = (value: T) => void;
const ANSWER_MS = 10_000;
const REFUSED_MS = 2000;
/** Something may have been lost on its way without any sign of it. */
const CHECK_MS = 30_000;
const RENEW_BEFORE_S = 60;
const MOST_ROUNDS = 100;
const MOST_WAITING = 1000;
const PASSING: readonly string[] = ['rate_limited', 'unavailable', 'internal_error'];

/** The live connection: made again when it breaks, and then nothing is missing and nothing comes twice. */
export class Live {
  private readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  private readonly listeners = new Map<string, Set<Listener<never>>>();
  private readonly heads = new Heads();
  private readonly queues = new Map<number, Promise<unknown>>();
  private waiting = 0;
  private catching: Promise<void> | undefined;
  private again = false;
  private timers: ReturnType<typeof setTimeout>[] = [];
  private wanted = false;

  constructor(
    url: string,
    private readonly tokens: () => Tokens | undefined,
  ) {
    this.socket = io(url, {
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      auth: (send) =>
        void this.token().then(
          (token) => send({ token }),
          () => send({}),
        ),
    });
    this.listen();
  }

  /** Listens to an event; returns how to stop. */
  on<E extends keyof LiveEvents>(event: E, listener: Listener<LiveEvents[E]>): () => void {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners.add(listener as Listener<never>));
    return () => void listeners.delete(listener as Listener<never>);
  }

  /** Resolves once everything that was missed has been told. It connects again by itself from then on, until `close`. */
  connect(): Promise<void> {
    this.wanted = true;
    return new Promise((resolve) => {
      const stop = this.on('connected', () => (stop(), resolve()));
      this.socket.connect();
    });
  }

  close(): void {
    this.wanted = false;
    this.timers.splice(0).forEach(clearTimeout);
    this.socket.disconnect();
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  /**
   * Sends a message; resolves when it is stored. It waits for a connection, is sent again where the answer was lost, and
   * is stored once all the same. Messages to one chat are stored in the order in which they were given.
   */
  send(chat_id: number, text: string, client_id: string = crypto.randomUUID()): Promise<Sent> {
    if (this.waiting >= MOST_WAITING)
      return Promise.reject(new ParleyError('rate_limited', 'Too many messages wait for a connection.'));
    this.waiting++;
    const before = this.queues.get(chat_id) ?? Promise.resolve();
    const sent = before.then(() => this.deliver({ chat_id, text, client_id })).finally(() => this.waiting--);
    const settled = sent.catch(() => undefined);
    this.queues.set(chat_id, settled);
    void settled.then(() => this.queues.get(chat_id) === settled && this.queues.delete(chat_id));
    return sent;
  }

  /** Any event of the contract, with its answer; rejects with a ParleyError. */
  async call<E extends keyof Inputs>(event: E, input: Inputs[E]): Promise<Outcomes[E]> {
    const { ok, ...outcome } = await this.ask(event, input);
    if (!ok) throw ParleyError.of(outcome as unknown as Failure);
    return outcome as unknown as Outcomes[E];
  }

  private async ask(event: keyof Inputs, input: unknown): Promise<{ ok: boolean }> {
    const socket = this.socket.timeout(ANSWER_MS) as unknown as {
      emitWithAck(event: string, input: unknown): Promise<{ ok: boolean }>;
    };
    try {
      return await socket.emitWithAck(event, input);
    } catch (cause) {
      throw new ParleyError('unavailable', 'The server did not answer in time.', {}, { cause });
    }
  }

  private async deliver(message: Inputs['message:send']): Promise<Sent> {
    for (;;) {
      if (!this.socket.connected) await this.once('connected');
      try {
        return await this.call('message:send', message);
      } catch (error) {
        if (!(error instanceof ParleyError) || !PASSING.includes(error.code)) throw error;
        await pause((error.retryAfter ?? 1) * 1000);
      }
    }
  }

  private once(event: keyof LiveEvents): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.on(event, () => (stop(), resolve()));
    });
  }

  private listen(): void {
    this.socket.on('message:new', (message) => this.receive(message));
    this.socket.on('chat:added', ({ id, last_seq }) => this.heads.begins(id, last_seq));
    this.socket.on('chat:removed', ({ chat_id }) => this.heads.forget(chat_id));
    this.socket.onAny((event: keyof Payloads, payload: unknown) => {
      if (event !== 'message:new') this.tell(event, payload as never);
    });
    this.socket.on('connect', () => void this.arrived());
    this.socket.on('disconnect', () => {
      this.tell('disconnected', undefined as never);
      if (!this.socket.active) this.comeBack();
    });
    this.socket.on('connect_error', (error) => {
      const refused = (error as { data?: { code?: string } }).data?.code === 'not_authenticated';
      if (refused) void this.renewed().then(() => this.comeBack());
      else if (!this.socket.active) this.comeBack();
    });
  }

  private async arrived(): Promise<void> {
    this.keepSignedIn();
    await this.catchUp();
    if (this.socket.connected) this.tell('connected', undefined as never);
  }

  /** After a no of the server itself the library does not try again by itself. */
  private comeBack(): void {
    const again = () => this.wanted && this.tokens() && this.socket.connect();
    this.later(again, REFUSED_MS * (1 + Math.random()));
  }

  private receive(message: LiveMessage): void {
    const place = this.heads.place(message);
    if (place === 'known') return;
    if (place === 'gap') return void this.catchUp();
    this.tell('message:new', messageOf(message) as never);
  }

  /** Asks for everything that lies between what was told and what is there. */
  private catchUp(): Promise<void> {
    this.again = this.catching !== undefined;
    this.catching ??= this.catchUpNow().finally(() => {
      this.catching = undefined;
      if (this.again) void this.catchUp();
    });
    return this.catching;
  }

  private async catchUpNow(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS && this.socket.connected; round++) {
      try {
        const missed = await this.call('sync', { heads: this.heads.asked() });
        for (const row of missed.added) {
          this.heads.begins(row.id, row.last_seq);
          if (this.heads.isComplete) this.tell('chat:added', row as never);
        }
        for (const chat_id of missed.removed) {
          this.heads.forget(chat_id);
          this.tell('chat:removed', { chat_id } as never);
        }
        for (const message of missed.chats.flatMap(({ messages }) => messages))
          if (this.heads.place(message) === 'next') this.tell('message:new', messageOf(message) as never);
        for (const { reads } of missed.chats) for (const read of reads) this.tell('message:read', read as never);
        if (missed.chats.some(({ has_more }) => has_more)) continue;
        this.heads.isComplete = true;
        return this.checkLater();
      } catch (error) {
        if (!(error instanceof ParleyError) || error.code === 'unavailable') {
          // What does not answer is dead, whatever it says of itself.
          if (this.socket.connected) this.socket.disconnect().connect();
          return;
        }
        await pause((error.retryAfter ?? 1) * 1000);
      }
    }
  }

  private checkLater(): void {
    this.later(() => this.socket.connected && void this.catchUp(), CHECK_MS);
  }

  /** A fresh token reaches the open connection before the old one ends. */
  private keepSignedIn(): void {
    const { expires } = this.tokens() ?? {};
    if (!expires) return;
    const renew = async () => {
      const token = await this.renewed();
      if (!token || !this.socket.connected) return;
      await this.call('auth', { token }).then(
        () => this.keepSignedIn(),
        () => undefined,
      );
    };
    this.later(() => void renew(), Math.max(1000, (expires - RENEW_BEFORE_S) * 1000 - Date.now()));
  }

  private async token(): Promise<string | undefined> {
    const tokens = this.tokens();
    const isOver = !tokens?.expires || tokens.expires * 1000 <= Date.now();
    return isOver ? tokens?.renew(tokens.access) : tokens.access;
  }

  /** Undefined where there is none to be had: who listens to `signed_out` knows, and otherwise it is tried again. */
  private renewed = (): Promise<string | undefined> => {
    const tokens = this.tokens();
    return tokens ? tokens.renew(tokens.access).catch(() => undefined) : Promise.resolve(undefined);
  };

  private later(run: () => unknown, ms: number): void {
    const timer = setTimeout(() => {
      this.timers = this.timers.filter((other) => other !== timer);
      run();
    }, ms);
    this.timers.push(timer);
  }

  private tell<E extends keyof LiveEvents>(event: E, value: LiveEvents[E] & never): void {
    for (const listener of this.listeners.get(event) ?? []) listener(value);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function messageOf(message: LiveMessage | Message): ChatMessage {
  const { chat_id, seq, id, sender, text, time, kind, event, client_id } = message;
  const sender_username = 'sendername' in message ? message.sendername : message.sender_username;
  return { chat_id, seq, id, sender, sender_username, text, time, kind, event, client_id };
}
