import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Json } from './client.js';
import type { SocketClient } from './socket-client.js';
import { soon } from './soon.js';

interface Held {
  messages: Map<number, Json>;
  reads: Map<string, { up_to: number; time: string }>;
  /** By the id of the person: name and role. */
  members: Map<number, string>;
  /** What a group is called, looks like and allows. */
  group: Json;
}

interface Habits {
  /** Asks for what is missing when a `seq` was left out. */
  heals?: boolean;
  /** Connects again when its connection is lost. */
  returns?: boolean;
}

/** What a page knows: it subscribes, fetches what it missed, and lives on events from then on. */
export class Replica {
  private readonly chats = new Map<number, Held>();
  private readonly online = new Map<number, boolean | null>();
  private fetching: Promise<void> = Promise.resolve();
  private client: SocketClient | undefined;
  gaps = 0;

  constructor(
    private readonly connect: () => Promise<SocketClient>,
    private readonly habits: Habits = { heals: true },
  ) {}

  static async open(connect: () => Promise<SocketClient>, habits?: Habits): Promise<Replica> {
    const replica = new Replica(connect, habits);
    await replica.subscribe();
    await replica.catchUp();
    return replica;
  }

  async subscribe(): Promise<void> {
    const client = await this.connect();
    for (const [name, payload] of [...client.events, ...client.company]) this.apply(name, payload);
    client.socket.onAny((name: string, payload: Json) => this.apply(name, payload));
    client.socket.once('disconnect', () => {
      if (this.habits.returns) void this.comeBack();
    });
    this.client = client;
  }

  get isConnected(): boolean {
    return this.client?.socket.connected ?? false;
  }

  leave(): void {
    this.habits.returns = false;
    this.client?.hangUp();
  }

  private async comeBack(): Promise<void> {
    try {
      await this.subscribe();
    } catch {
      await sleep(20);
      if (this.habits.returns) await this.comeBack();
      return;
    }
    if (this.habits.heals) await this.catchUp().catch(() => undefined);
  }

  /** One at a time; rejects when the connection ends meanwhile. */
  catchUp(): Promise<void> {
    this.fetching = this.fetching.catch(() => undefined).then(() => this.fetch());
    return this.fetching;
  }

  /** Everything in one value, in an order of its own. */
  state(): object {
    const sorted = <K, V>(map: ReadonlyMap<K, V>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return {
      online: sorted(this.online),
      chats: sorted(this.chats).map(([id, { messages, reads, members, group }]) => ({
        id,
        messages: sorted(messages),
        reads: sorted(reads),
        members: sorted(members),
        group,
      })),
    };
  }

  messagesOf(chatId: number): number[] {
    return [...(this.chats.get(chatId)?.messages.keys() ?? [])].toSorted((a, b) => a - b);
  }

  private async fetch(): Promise<void> {
    for (let more = true; more;) {
      const reply = await askWhileConnected(this.client!, this.heads());
      if (!reply.ok) throw new Error(reply.detail);
      for (const row of reply.added) this.add(row);
      for (const id of reply.removed) this.chats.delete(id);
      for (const { user_id, is_online } of reply.presence) this.online.set(user_id, is_online);
      for (const chat of reply.chats) this.take(chat);
      more = reply.added.length > 0 || reply.chats.some(({ has_more }: Json) => has_more);
    }
  }

  private apply(name: string, payload: Json): void {
    if (name === 'message:new') this.receive(payload);
    if (name === 'message:read') this.read(payload);
    if (name === 'chat:added') {
      this.add(payload);
      // Only a fetch knows its members.
      if (this.client) this.catchUp().catch(() => undefined);
    }
    if (name === 'member:joined' || name === 'member:left' || name === 'chat:updated') this.change(name, payload);
    if (name === 'chat:removed') this.chats.delete(payload.chat_id);
    if (name === 'presence')
      for (const { user_id, is_online } of [payload, ...(payload.others ?? [])]) this.online.set(user_id, is_online);
  }

  private receive({ chat_id, seq, sender, text, id }: Json): void {
    const held = this.chats.get(chat_id);
    if (!held) return;
    const isGap = seq > headOf(held) + 1;
    held.messages.set(seq, { id, sender, text });
    if (!isGap) return;
    this.gaps++;
    if (this.habits.heals) this.catchUp().catch(() => undefined);
  }

  private read({ chat_id, username, up_to, time }: Json): void {
    const reads = this.chats.get(chat_id)?.reads;
    if (reads && up_to > (reads.get(username)?.up_to ?? 0)) reads.set(username, { up_to, time });
  }

  private add({ id, user_id, is_online }: Json): void {
    if (this.chats.has(id)) return;
    this.chats.set(id, { messages: new Map(), reads: new Map(), members: new Map(), group: null });
    if (user_id) this.online.set(user_id, is_online);
  }

  private take({ chat_id, messages, reads, members, group }: Json): void {
    const held = this.chats.get(chat_id);
    if (!held) return;
    for (const { seq, sender, text, id } of messages) held.messages.set(seq, { id, sender, text });
    for (const receipt of reads) this.read(receipt);
    held.members = new Map(members.map(membership));
    const { role: _own, ...known } = group ?? {};
    held.group = group ? known : null;
  }

  private change(name: string, { chat_id, members = [], roles = [], member_count, ...payload }: Json): void {
    const held = this.chats.get(chat_id);
    if (!held) return;
    for (const [userId, said] of [...members, ...roles].map(membership)) held.members.set(userId, said);
    if (name === 'member:left') held.members.delete(payload.user_id);
    if (!held.group) return;
    if (member_count !== undefined) held.group.member_count = member_count;
    for (const field of Object.keys(held.group)) if (field in payload) held.group[field] = payload[field];
  }

  private heads(): Record<number, number> {
    return Object.fromEntries([...this.chats].map(([id, held]) => [id, headOf(held)]));
  }
}

/** What is asked on a line that is cut is never answered. */
function askWhileConnected(client: SocketClient, heads: Record<number, number>): Promise<Json> {
  const cut = new Promise<never>((_, reject) => {
    const end = (reason: string) => reject(new Error(reason));
    if (client.socket.connected) client.socket.once('disconnect', end);
    else end('not connected');
  });
  return Promise.race([client.ask('sync', { heads }), cut]);
}

const membership = ({ user_id, username, role }: Json): [number, string] => [user_id, `${username} ${role}`];

/** Up to where nothing is missing. */
function headOf({ messages }: Held): number {
  let head = 0;
  while (messages.has(head + 1)) head++;
  return head;
}

/** The one proof of catching up: what somebody knows from events equals what they would be told if they came anew. */
export async function stateEqualsFresh(replica: Replica, connect: () => Promise<SocketClient>): Promise<void> {
  const fresh = async () => (await Replica.open(connect)).state();
  let expected: object = {};
  const isEqual = async () => {
    expected = await fresh();
    return JSON.stringify(replica.state()) === JSON.stringify(expected);
  };
  await soon(isEqual, 3_000).catch(() => undefined);
  expect(replica.state()).toEqual(expected);
}
