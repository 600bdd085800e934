import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../../access/actor.js';
import { ServerList } from '../../chats/server-list.js';
import type { ServerOfMember } from '../../shared/server-payloads.js';

/** One server on the rail. */
export interface RailView {
  id: number;
  name: string;
  icon: string | null;
  unread: number;
  /** Whether anything of it is unread that is not muted. */
  loud: boolean;
  /** Of each channel ` id:last_seq:unread:muted`, for the script that counts on. */
  channels: string;
}

/** The servers of whoever reads a page, read once for each request: the rail shows all of them, and some pages one. */
@Injectable()
export class Places {
  private readonly known = new WeakMap<Request, Promise<ServerOfMember[]>>();

  constructor(private readonly servers: ServerList) {}

  of(request: Request, actor: Actor): Promise<ServerOfMember[]> {
    let servers = this.known.get(request);
    if (!servers) this.known.set(request, (servers = this.servers.of(actor)));
    return servers;
  }

  /** Undefined for a server that the reader is no member of. */
  async find(request: Request, actor: Actor, serverId: number): Promise<ServerOfMember | undefined> {
    return (await this.of(request, actor)).find(({ id }) => id === serverId);
  }

  async rail(request: Request, actor: Actor): Promise<RailView[]> {
    return (await this.of(request, actor)).map(railView);
  }
}

function railView({ id, name, icon, channels }: ServerOfMember): RailView {
  return {
    ...{ id, name, icon },
    unread: channels.reduce((sum, { unread }) => sum + unread, 0),
    loud: channels.some(({ unread, muted_until }) => unread > 0 && !muted_until),
    channels: channels
      .map(({ id, last_seq, unread, muted_until }) => ` ${id}:${last_seq}:${unread}:${muted_until ? 1 : 0}`)
      .join(''),
  };
}
