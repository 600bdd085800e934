import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '../events/event-bus.js';
import type { MemberLeft, MembersJoined } from '../shared/group-payloads.js';
import { Connections } from './connections.js';
import { Delivery } from './delivery.js';
import { NewChats } from './new-chats.js';
import { OnceASecond } from './rooms/once-a-second.js';
import { SocketTimes } from './socket-times.js';

/** In ms: joins that come together are told together. */
const BREATH = 50;

/** What the broadcaster says of servers. Their members hear them by the server's own chat, in which nothing is said. */
@Injectable()
export class ServerTellings implements OnModuleInit, BeforeApplicationShutdown {
  private counted = new Map<number, number>();
  private readonly pace: OnceASecond;

  constructor(
    private readonly events: EventBus,
    private readonly delivery: Delivery,
    private readonly connections: Connections,
    private readonly newChats: NewChats,
    times: SocketTimes,
  ) {
    this.pace = new OnceASecond(() => this.tellCounts(), times, BREATH);
  }

  onModuleInit(): void {
    this.events.on('member joined', ({ channel_ids, ...joined }) => {
      if (channel_ids) this.tellJoined(joined, channel_ids);
    });
    this.events.on('member left', ({ channel_ids, ...left }) => {
      if (channel_ids) this.tellLeft(left, channel_ids);
    });
    this.events.on('chat ended', ({ chat_id, channel_ids }) => {
      if (channel_ids) this.tellEnd(chat_id);
    });
    this.events.on('server changed', (payload) =>
      this.delivery.toMembersOf(payload.server_id, [{ event: 'server:updated', payload }]),
    );
    this.events.on('server muted', ({ user_id, ...change }) => this.delivery.toUser(user_id, 'server:updated', change));
    this.events.on('channel opened', ({ chat_id, server_id }) => {
      for (const connection of this.connections.ofChat(server_id)) this.connections.subscribe(connection, chat_id);
    });
    this.events.on('server counted', ({ server_id, num_members }) => {
      this.counted.set(server_id, num_members);
      this.pace.wake();
    });
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.pace.end();
  }

  /** Those who were there hear who came; those who came hear all channels, and get the server with them. */
  private tellJoined({ chat_id, members, member_count }: MembersJoined, channelIds: number[]): void {
    const payload = { server_id: chat_id, members, num_members: member_count };
    this.delivery.toMembersOf(chat_id, [{ event: 'server:joined', payload }]);
    this.newChats.add(
      chat_id,
      members.map(({ user_id }) => user_id),
      channelIds,
    );
  }

  /** Of the server and of all its channels, at once. */
  private tellLeft({ chat_id, user_id, username, reason, member_count }: MemberLeft, channelIds: number[]): void {
    for (const id of [chat_id, ...channelIds]) this.delivery.kick(user_id, id);
    for (const id of channelIds) this.delivery.toUser(user_id, 'chat:removed', { chat_id: id });
    this.delivery.toUser(user_id, 'server:removed', { server_id: chat_id });
    const payload = { server_id: chat_id, user_id, username, reason, num_members: member_count };
    this.delivery.toMembersOf(chat_id, [{ event: 'server:left', payload }]);
  }

  /** Its channels have ended before it. */
  private tellEnd(serverId: number): void {
    this.delivery.end(serverId, { event: 'server:removed', payload: { server_id: serverId } });
  }

  /** To everybody, because anybody may be looking at a list of public servers: at most one frame a second. */
  private tellCounts(): Promise<void> {
    const counts = [...this.counted].map(([server_id, num_members]) => ({ server_id, num_members }));
    this.counted = new Map();
    if (counts.length) this.delivery.toThese(this.connections.everyone(), 'server:counts', { counts });
    return Promise.resolve();
  }
}
