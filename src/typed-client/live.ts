import { io, type Socket } from 'socket.io-client';
import type { Ack } from '../shared/errors.js';
import type { ClientToServerEvents, ServerToClientEvents } from '../shared/events.js';
import { CatchingUp } from '../shared/live/catching-up.js';
import { Cursors } from '../shared/live/cursors.js';
import { Emitter } from '../shared/live/emitter.js';
import { Heads } from '../shared/live/heads.js';
import { ParleyError } from './parley-error.js';
import { Sending } from './sending.js';
import type { Tokens } from './tokens.js';
import type { AnyRow, Inputs, LiveMessage, Message, Missed, Outcomes, Payloads, ReadReceipt, Sent } from './types.js';

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
const RENEW_BEFORE_S = 60;
const MOST_ROUNDS = 100;

/** The live connection: made again when it breaks, and then nothing is missing and nothing comes twice. */
export class Live {
  private readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  private readonly events = new Emitter<LiveEvents>();
  private readonly heads = new Heads();
  private readonly cursors = new Cursors();
  /** Whether all chats were asked for once: from then on one that is not known here is new. */
  private knowsChats = false;
  private readonly catchingUp = new CatchingUp(
    {
      isOpen: () => this.socket.connected,
      ask: () => this.ask('sync', { heads: this.heads.asked() }),
      take: (missed) => this.take(missed),
      reopen: () => void this.socket.disconnect().connect(),
      giveUp: () => undefined,
    },
    MOST_ROUNDS,
  );
  private readonly sending = new Sending({
    connected: () => (this.socket.connected ? Promise.resolve() : this.onceConnected()),
    send: (message) => this.call('message:send', message),
  });
  private readonly timers = new Map<'coming back' | 'renewal', ReturnType<typeof setTimeout>>();
  private wanted = false;
  private connecting: Promise<void> | undefined;
  /** Ends the waiting of whoever called `connect`. */
  private giveUp: (reason: ParleyError) => void = () => undefined;

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
    return this.events.on(event, listener);
  }

  /** Resolves once everything that was missed has been told. It connects again by itself from then on, until `close`. */
  connect(): Promise<void> {
    this.wanted = true;
    if (this.socket.connected) return this.catchingUp.now();
    this.socket.connect();
    this.connecting ??= new Promise<void>((resolve, reject) => {
      this.giveUp = reject;
      void this.onceConnected().then(resolve);
    }).finally(() => (this.connecting = undefined));
    return this.connecting;
  }

  /** Whatever waits for a connection is given up. */
  close(): void {
    this.wanted = false;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.catchingUp.stop();
    this.socket.disconnect();
    const closed = new ParleyError('unavailable', 'The connection was closed.');
    this.giveUp(closed);
    this.sending.giveUp(closed);
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  /**
   * Sends a message; resolves when it is stored. It waits for a connection, is sent again where the answer was lost, and
   * is stored once all the same. Messages to one chat are stored in the order in which they were given.
   */
  send(chat_id: number, text: string, client_id: string = crypto.randomUUID()): Promise<Sent> {
    return this.sending.send({ chat_id, text, client_id });
  }

  /** Any event of the contract, with its answer; rejects with a ParleyError. */
  async call<E extends keyof Inputs>(event: E, input: Inputs[E]): Promise<Outcomes[E]> {
    const reply = await this.ask(event, input);
    if (!reply.ok) throw ParleyError.of(reply);
    const { ok: _, ...outcome } = reply;
    return outcome as unknown as Outcomes[E];
  }

  private async ask<E extends keyof Inputs>(event: E, input: Inputs[E]): Promise<Ack<Outcomes[E]>> {
    const socket = this.socket.timeout(ANSWER_MS) as unknown as {
      emitWithAck(event: E, input: Inputs[E]): Promise<Ack<Outcomes[E]>>;
    };
    try {
      return await socket.emitWithAck(event, input);
    } catch (cause) {
      throw new ParleyError('unavailable', 'The server did not answer in time.', {}, { cause });
    }
  }

  private onceConnected(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.events.on('connected', () => (stop(), resolve()));
    });
  }

  private listen(): void {
    this.socket.on('message:new', (message) => this.receive(message));
    this.socket.on('message:read', (receipt) => this.receiveRead(receipt));
    this.socket.on('chat:added', (row) => this.heads.of(row.id) ?? this.heads.set(row.id, seenIn(row)));
    this.socket.on('chat:removed', ({ chat_id }) => this.heads.forget(chat_id));
    this.socket.onAny((event: keyof Payloads, payload: unknown) => {
      if (event !== 'message:new' && event !== 'message:read') this.events.emit(event, payload as never);
    });
    this.socket.on('connect', () => void this.arrived());
    this.socket.on('disconnect', () => {
      this.events.emit('disconnected', undefined);
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
    await this.catchingUp.now();
    if (this.socket.connected) this.events.emit('connected', undefined);
  }

  /** After a no of the server itself the library does not try again by itself. */
  private comeBack(): void {
    const again = () => this.wanted && this.tokens() && this.socket.connect();
    this.later('coming back', again, REFUSED_MS * (1 + Math.random()));
  }

  private receive(message: LiveMessage): void {
    const place = this.heads.place(message);
    if (place === 'next') this.tell(message);
    // It comes again in its order, behind those that are missing.
    if (place === 'gap') void this.catchingUp.now();
  }

  private tell(message: LiveMessage | Message): void {
    this.events.emit('message:new', messageOf(message));
  }

  private receiveRead(receipt: ReadReceipt): void {
    if (this.cursors.move(receipt)) this.events.emit('message:read', receipt);
  }

  private take({ chats, added, removed }: Missed): boolean {
    const unknown = added.filter(({ id }) => this.heads.of(id) === undefined);
    for (const row of unknown) this.begin(row);
    for (const chat_id of removed) {
      this.heads.forget(chat_id);
      this.events.emit('chat:removed', { chat_id });
    }
    for (const message of chats.flatMap(({ messages }) => messages))
      if (this.heads.place(message) === 'next') this.tell(message);
    for (const receipt of chats.flatMap(({ reads }) => reads)) this.receiveRead(receipt);
    const isMore = unknown.length > 0 || chats.some(({ has_more }) => has_more);
    this.knowsChats ||= !isMore;
    return isMore;
  }

  /** What stands in the chats at the start is no news; in one that comes later, what its reader has not seen is. */
  private begin(row: AnyRow): void {
    this.heads.set(row.id, this.knowsChats ? seenIn(row) : row.last_seq);
    if (this.knowsChats) this.events.emit('chat:added', row);
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
    this.later('renewal', () => void renew(), Math.max(1000, (expires - RENEW_BEFORE_S) * 1000 - Date.now()));
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

  /** Instead of what was put off under the same name. */
  private later(what: 'coming back' | 'renewal', run: () => unknown, ms: number): void {
    clearTimeout(this.timers.get(what));
    this.timers.set(what, setTimeout(run, ms));
  }
}

const seenIn = ({ last_seq, unread }: AnyRow) => last_seq - unread;

function messageOf(message: LiveMessage | Message): ChatMessage {
  const { chat_id, seq, id, sender, text, time, kind, event, client_id } = message;
  const sender_username = 'sendername' in message ? message.sendername : message.sender_username;
  return { chat_id, seq, id, sender, sender_username, text, time, kind, event, client_id };
}
