import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { ServerList } from '../chats/server-list.js';
import { conflict, invalidInput, notFound } from '../errors/app-error.js';
import type { GroupChange } from '../groups/group-change.js';
import { groupNameKey } from '../groups/group-name.js';
import { channelChanged } from '../groups/happenings.js';
import { EndedChats } from '../messages/ended-chats.js';
import { LIMITS } from '../shared/limits.js';
import type { Channel, ChannelRow } from '../shared/server-payloads.js';
import { CHANGE_CHANNEL, CHANNELS, END_CHANNEL, MAKE_CHANNEL, ORDER_CHANNELS } from './channels.sql.js';
import { ServerChanges } from './server-changes.js';
import type { ChannelChanges, NewChannelBody } from './servers.dto.js';

/** The channels of a server: which there are, how they are called, and in which order they stand. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly changes: ServerChanges,
    private readonly list: ServerList,
    private readonly endedChats: EndedChats,
  ) {}

  async of(actor: Actor, serverId: number): Promise<ChannelRow[]> {
    const server = await this.list.rowFor(actor.id, serverId);
    if (!server) throw notFound('server');
    return server.channels;
  }

  /** Behind all others. Every member of the server is a member of it at once. */
  async make(actor: Actor, serverId: number, { name, topic }: NewChannelBody): Promise<Channel> {
    try {
      return await this.changes.byMember(actor, serverId, 'make channels', async (change) => {
        if ((await change.channels()).length >= LIMITS.channels)
          throw conflict(`A server has at most ${LIMITS.channels} channels. Delete one first.`);
        const values = [serverId, name, groupNameKey(name), topic];
        const [{ chat_id }] = await change.tx.query<[{ chat_id: number }]>(MAKE_CHANNEL, values);
        change.tell('channel opened', { chat_id, server_id: serverId });
        await this.tellAll(change);
        return { id: chat_id, chat_id, name, topic };
      });
    } catch (error) {
      throw nameFailure(error);
    }
  }

  async change(actor: Actor, serverId: number, channelId: number, wanted: ChannelChanges): Promise<Channel> {
    try {
      return await this.changes.byMember(actor, serverId, 'change channels', async (change) => {
        const before = await channelOf(change, channelId);
        const channel = { ...before, name: wanted.name ?? before.name, topic: wanted.topic ?? before.topic };
        if (channel.name === before.name && channel.topic === before.topic) return before;
        await change.tx.query(CHANGE_CHANNEL, [channelId, channel.name, groupNameKey(channel.name), channel.topic]);
        await this.tellAll(change);
        await change.sayIn(channelId, actor, channelChanged(actor, before, channel));
        return channel;
      });
    } catch (error) {
      throw nameFailure(error);
    }
  }

  /** Throws `invalid_input` unless each channel is named once. */
  order(actor: Actor, serverId: number, order: number[]): Promise<Channel[]> {
    return this.changes.byMember(actor, serverId, 'change channels', async (change) => {
      const channels = await change.channels();
      const named = new Set(order);
      if (named.size !== order.length || named.size !== channels.length || channels.some((id) => !named.has(id)))
        throw invalidInput({ order: [`Name each of the ${channels.length} channels of the server once.`] });
      await change.tx.query(ORDER_CHANNELS, [serverId, order]);
      return this.tellAll(change);
    });
  }

  /** With everything that was said in it. */
  end(actor: Actor, serverId: number, channelId: number): Promise<void> {
    return this.changes.byMember(actor, serverId, 'delete channels', async (change) => {
      await channelOf(change, channelId);
      await this.endedChats.end(change.tx, [channelId]);
      await change.tx.query(END_CHANNEL, [channelId]);
      change.tell('chat ended', { chat_id: channelId });
      await this.tellAll(change);
    });
  }

  /** The list as it is now, whole, so that it does not matter which change of it somebody missed. */
  private async tellAll(change: GroupChange): Promise<Channel[]> {
    const channels = await channelsOf(change);
    change.tell('server changed', { server_id: change.chatId, channels });
    return channels;
  }
}

const channelsOf = (change: GroupChange): Promise<Channel[]> => change.tx.query(CHANNELS, [change.chatId]);

async function channelOf(change: GroupChange, channelId: number): Promise<Channel> {
  const channel = (await channelsOf(change)).find(({ id }) => id === channelId);
  if (!channel) throw notFound('channel');
  return channel;
}

function nameFailure(error: unknown): unknown {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code !== '23505' || constraint !== 'channels_name') return error;
  const sentence = 'This server has a channel of this name already. Choose another name.';
  return conflict(sentence, { name: [sentence] });
}
