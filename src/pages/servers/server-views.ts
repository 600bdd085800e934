import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../../access/actor.js';
import { may } from '../../access/policy.js';
import type { Person } from '../../shared/payloads.js';
import type { ChannelRow, ServerOfMember } from '../../shared/server-payloads.js';
import { Faces } from '../../users/faces.js';
import { VisiblePresence } from '../../users/visible-presence.js';
import { leavingWords } from '../groups/group-view.js';
import { Places } from './places.js';

const SHOWN_ONLINE = 12;

/** A server as the pages show it to one of its members: what they may do decides what stands there. */
export interface ServerView extends Omit<ServerOfMember, 'channels'> {
  member_count: number;
  administers: boolean;
  owns: boolean;
  leaving: string;
  channels: (ChannelRow & { first: boolean; last: boolean })[];
  /** Who is here, as far as the reader may know; null where they may know of nobody. */
  online_count: number | null;
  online: Person[];
}

@Injectable()
export class ServerViews {
  constructor(
    private readonly places: Places,
    private readonly presence: VisiblePresence,
    private readonly faces: Faces,
  ) {}

  /** Null for whoever is no member of it. */
  async find(request: Request, actor: Actor, serverId: number): Promise<ServerView | null> {
    const server = await this.places.find(request, actor, serverId);
    return server ? { ...serverView(server), ...(await this.onlineIn(actor, serverId)) } : null;
  }

  private async onlineIn(actor: Actor, serverId: number): Promise<Pick<ServerView, 'online' | 'online_count'>> {
    const here = await this.presence.hereIn(actor, serverId);
    if (!here) return { online: [], online_count: null };
    const faces = await this.faces.of(actor, [...here].slice(0, SHOWN_ONLINE));
    const online = [...faces.values()].toSorted((a, b) => a.display_name.localeCompare(b.display_name));
    return { online, online_count: here.size };
  }
}

function serverView(server: ServerOfMember): Omit<ServerView, 'online' | 'online_count'> {
  const { role, num_members, channels } = server;
  return {
    ...server,
    member_count: num_members,
    administers: may(role, 'change the server'),
    owns: may(role, 'delete the server'),
    leaving: leavingWords(role, num_members, 'server'),
    channels: channels.map((channel, at) => ({ ...channel, first: at === 0, last: at === channels.length - 1 })),
  };
}
