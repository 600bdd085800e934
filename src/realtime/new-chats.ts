import { Injectable, Logger } from '@nestjs/common';
import { AllChats } from '../chats/all-chats.js';
import { ServerList } from '../chats/server-list.js';
import { Connections } from './connections.js';
import { Delivery } from './delivery.js';
import { insisting } from './insisting.js';

/** Chats and servers that are new to people: they hear them from now on, and are shown them as they see them. */
@Injectable()
export class NewChats {
  private readonly logger = new Logger('Broadcaster');

  constructor(
    private readonly connections: Connections,
    private readonly delivery: Delivery,
    private readonly chats: AllChats,
    private readonly servers: ServerList,
  ) {}

  /** With the channels of a server. */
  add(chatId: number, userIds: readonly number[], channelIds: readonly number[] = []): void {
    const here = userIds.filter((userId) => this.connections.countOfUser(userId));
    for (const userId of here)
      for (const connection of this.connections.ofUser(userId))
        if (connection.onlyChat === null)
          for (const id of [chatId, ...channelIds]) this.connections.subscribe(connection, id);
    if (here.length) void this.show(chatId, here);
  }

  /** The row looks different to each of its members. A channel is shown with its server. */
  private async show(chatId: number, userIds: number[]): Promise<void> {
    try {
      const servers = await insisting(() => this.servers.rowsFor(userIds, chatId));
      for (const [userId, server] of servers) this.delivery.toUser(userId, 'server:added', server);
      if (servers.size) return;
      for (const [userId, row] of await insisting(() => this.chats.rowsFor(userIds, chatId)))
        this.delivery.toUser(userId, 'chat:added', row);
    } catch (error) {
      this.logger.error({ err: error }, 'A new chat could not be shown');
    }
  }
}
