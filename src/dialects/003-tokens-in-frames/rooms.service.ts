import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { ChatMembers } from '../../chats/chat-members.js';
import { GroupList } from '../../chats/group-list.js';
import { idNumber } from '../../contract/fields.js';
import { groupName } from '../../groups/groups.dto.js';
import { DiscoveryService } from '../../groups/joining/discovery.service.js';
import { LIMITS } from '../../shared/limits.js';
import { id } from '../../shared/wire-fields.js';
import { NamedRooms } from '../common/named-rooms.js';

/** A room as these clients know it; `members` are ids. */
export const Room = z.object({ id, name: z.string(), members: z.array(id) });
export type Room = z.infer<typeof Room>;

/** The path of a room's socket ends with its name, and digits there are the id of a chat. */
export const NewRoom = z.object({
  name: groupName.refine((name) => !/^\p{Nd}+$/u.test(name), {
    error: 'The name of a room needs something else than digits.',
  }),
  members: z
    .array(idNumber, { error: 'This must be a list of ids.' })
    .max(LIMITS.groupMembers, `At most ${LIMITS.groupMembers} members at once.`)
    .default([]),
});
export type NewRoom = z.output<typeof NewRoom>;

const MEMBERS_SHOWN = LIMITS.roomUsersShown;
const ROOMS_SHOWN = LIMITS.pageMax;

/** Groups as rooms: one's own, and those that anybody may enter. */
@Injectable()
export class Rooms003 {
  constructor(
    private readonly list: GroupList,
    private readonly discovery: DiscoveryService,
    private readonly members: ChatMembers,
    private readonly named: NamedRooms,
  ) {}

  /** One's own, newest first. */
  async mine(actor: Actor): Promise<Room[]> {
    const { rows } = await this.list.of(actor, { limit: ROOMS_SHOWN });
    const ids = rows.map((room) => room.id);
    const members = await this.members.of(actor, ids, MEMBERS_SHOWN);
    return rows.map((room) => ({ id: room.id, name: room.name, members: members.get(room.id) ?? [] }));
  }

  /** One's own, then the other public ones by name, whose members are told to members only. */
  async all(actor: Actor): Promise<Room[]> {
    const [mine, { results }] = await Promise.all([
      this.mine(actor),
      this.discovery.find(actor, { q: '', limit: ROOMS_SHOWN }),
    ]);
    const others = results.filter(({ joined }) => !joined);
    return [...mine, ...others.map((room): Room => ({ id: room.id, name: room.name, members: [] }))];
  }

  /** A private one, whose name leads its members into it from then on. */
  async make(actor: Actor, { name, members }: NewRoom): Promise<Room> {
    const made = await this.named.make(actor, name, members);
    const ids = await this.members.of(actor, [made.id], MEMBERS_SHOWN);
    return { id: made.id, name: made.name, members: ids.get(made.id) ?? [] };
  }
}
