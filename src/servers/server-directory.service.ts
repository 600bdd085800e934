import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { ServerList, serverPictureUrl } from '../chats/server-list.js';
import { notFound } from '../errors/app-error.js';
import { groupNameKey, patternOf } from '../groups/group-name.js';
import { LIMITS } from '../shared/limits.js';
import type { Categories, Server, ServerRow } from '../shared/server-payloads.js';
import type { ServersQuery } from './servers.dto.js';
import { CATEGORIES, FACE, facesWhere, PUBLIC, PUBLIC_CATEGORIES } from './servers.sql.js';

type Face = Omit<ServerRow, 'icon' | 'banner' | 'num_members'> & {
  num_members: number;
  icon_hash: string | null;
  banner_hash: string | null;
};

/** Which servers there are, as far as somebody may know of them. */
@Injectable()
export class ServerDirectory {
  constructor(
    private readonly database: DataSource,
    private readonly list: ServerList,
  ) {}

  /**
   * One's own and the public ones, the oldest first; every filter narrows the others. Throws `not_found` for a
   * `by_serverid` that is not there for the caller; one that is, and that another filter leaves out, is an empty list.
   */
  async find(
    actor: Actor,
    query: ServersQuery,
    { onlyPublic = false } = {},
  ): Promise<{ rows: ServerRow[]; next: number | null }> {
    if (query.by_serverid !== undefined) await this.faceOf(actor, query.by_serverid);
    const values: unknown[] = [actor.id];
    const add = (value: unknown): string => `$${values.push(value)}`;
    const filters = [...filtersOf(query, add), ...(onlyPublic ? [PUBLIC] : [])];
    const statement = facesWhere(query.by_user, filters, add(query.qty + 1));
    const faces = await this.database.query<Face[]>(statement, values);
    const shown = faces.slice(0, query.qty);
    return {
      rows: shown.map((face) => rowOf(face, query.with_num_members)),
      next: faces.length > query.qty ? shown.at(-1)!.id : null,
    };
  }

  /** For members with everything, for others what a public server shows of itself. Throws `not_found`. */
  async show(actor: Actor, serverId: number): Promise<Server> {
    const mine = await this.list.rowFor(actor.id, serverId);
    if (mine) return mine;
    const face = await this.faceOf(actor, serverId);
    return { ...rowOf(face, true), num_members: face.num_members };
  }

  /** Where the icon or banner is just now. Throws `not_found` where there is none, or no such server for the caller. */
  async pictureOf(actor: Actor, serverId: number, picture: 'icon' | 'banner'): Promise<string> {
    const [face] = await this.database.query<Face[]>(FACE, [actor.id, serverId]);
    const address = face && serverPictureUrl(serverId, face[`${picture}_hash`], picture);
    if (!address) throw notFound('picture');
    return address;
  }

  categories(actor: Actor, { onlyPublic = false, most = LIMITS.pageMax as number } = {}): Promise<Categories> {
    return this.database.query(onlyPublic ? PUBLIC_CATEGORIES : CATEGORIES, [actor.id, most]);
  }

  private async faceOf(actor: Actor, serverId: number): Promise<Face> {
    const [face] = await this.database.query<Face[]>(FACE, [actor.id, serverId]);
    if (!face) throw notFound('server');
    return face;
  }
}

function filtersOf(query: ServersQuery, add: (value: unknown) => string): string[] {
  const { category, by_serverid, q, cursor } = query;
  const key = groupNameKey(q ?? '');
  return [
    ...(category === undefined ? [] : [`s.category_key = ${add(groupNameKey(category))}`]),
    ...(by_serverid === undefined ? [] : [`s.chat_id = ${add(by_serverid)}`]),
    ...(key ? [`g.name_key LIKE ${add(patternOf(key))}`] : []),
    ...(cursor === undefined ? [] : [`s.chat_id > ${add(cursor)}`]),
  ];
}

const rowOf = ({ icon_hash, banner_hash, num_members, ...face }: Face, counted: boolean): ServerRow => ({
  ...face,
  icon: serverPictureUrl(face.id, icon_hash),
  banner: serverPictureUrl(face.id, banner_hash, 'banner'),
  ...(counted && { num_members }),
});
