import { randomBytes } from 'node:crypto';
import type { Actor } from '../../src/access/actor.js';
import type { Doors } from '../support/doors.js';
import { makeGroup } from '../support/groups.js';

/** Whose rights there are, in the order of the columns. In a private chat `banned` is whom the other one blocks. */
export const WHO = ['anonymous', 'stranger', 'member', 'admin', 'owner', 'removed', 'banned'] as const;
export type Who = (typeof WHO)[number];

/** Where a row may be played. */
export type Place = 'group' | 'public group' | 'server' | 'public server' | 'channel' | 'private chat' | 'blocked chat';

/** What is acted upon, never acts: a member, somebody who asks to join, somebody banned, and somebody from outside. */
const OTHERS = ['target', 'asking', 'outcast', 'outsider'] as const;
type Other = (typeof OTHERS)[number];

const CAST = [...WHO.slice(1), ...OTHERS] as (Exclude<Who, 'anonymous'> | Other)[];

/** A chat with everybody who could stand to it in one way or another, made anew for whatever may change it. */
export interface Scene {
  place: Place;
  /** The chat, or the server. */
  id: number;
  /** Of a server. */
  channel?: number;
  name: string;
  code: string;
  /** What was said in it. */
  secret: string;
  people: Record<(typeof CAST)[number], Actor>;
}

/** Who acts there. */
export const actorOf = ({ people, place }: Scene, who: Who): Actor | null =>
  who === 'anonymous' ? null : place === 'blocked chat' ? people.member : people[who];

export async function makeScene({ town }: Doors, place: Place): Promise<Scene> {
  const { database } = town;
  const mark = randomBytes(5).toString('hex');
  const names = CAST.map((role) => `${role}.${mark}`);
  const rows: { id: number; username: string }[] = await database.query(
    `INSERT INTO users (username, username_key, password_hash) SELECT n, n, '-' FROM unnest($1::text[]) n RETURNING id, username`,
    [names],
  );
  const actors = rows.map(({ id, username }): Actor => ({
    id,
    username,
    session_id: id,
    kind: 'api',
    site_admin: false,
  }));
  const people = Object.fromEntries(actors.map((actor) => [actor.username.split('.')[0], actor])) as Scene['people'];
  const secret = `secret ${mark}`;
  const scene = { place, secret, people, name: `Name ${mark}`, code: '' };
  const isPrivate = place === 'private chat' || place === 'blocked chat';
  const chat = isPrivate ? await privateChat(database, scene) : await group(database, scene);
  await database.query(
    `WITH told AS (UPDATE chats SET last_seq = 1, last_text = $2 WHERE id = $1)
     INSERT INTO messages (chat_id, seq, sender_id, text, time) VALUES ($1, 1, $3, $2, now())`,
    [chat.channel ?? chat.id, secret, people.target.id],
  );
  return { ...scene, ...chat };
}

type Database = Doors['town']['database'];

async function group(
  database: Database,
  { place, name, people }: Pick<Scene, 'place' | 'name' | 'people'>,
): Promise<{ id: number; code: string; channel?: number }> {
  const { owner, admin, member, target, asking, outcast, banned } = people;
  const made = await makeGroup(
    database,
    { owner, admins: [admin], members: [member, target] },
    { name, visibility: place.startsWith('public') ? 'public' : 'private' },
  );
  await database.query(
    `WITH asked AS (INSERT INTO join_requests (chat_id, user_id) VALUES ($1, $2))
     INSERT INTO bans (chat_id, user_id) VALUES ($1, $3), ($1, $4)`,
    [made.id, asking.id, outcast.id, banned.id],
  );
  if (place.endsWith('group')) return { id: made.id, code: made.code };
  const channel = await intoServer(database, made.id);
  return { id: place === 'channel' ? channel : made.id, code: made.code, channel };
}

/** Makes it a server with a channel. */
async function intoServer(database: Database, id: number): Promise<number> {
  const [{ chat_id }] = await database.query<[{ chat_id: number }]>(
    `WITH changed AS (UPDATE chats SET kind = 'server' WHERE id = $1), called AS (
       UPDATE groups SET kind = 'server' WHERE chat_id = $1), made AS (
       INSERT INTO servers (chat_id) VALUES ($1)), chat AS (
       INSERT INTO chats (kind) VALUES ('channel') RETURNING id), peopled AS (
       INSERT INTO memberships (chat_id, user_id) SELECT chat.id, m.user_id FROM chat, memberships m WHERE m.chat_id = $1)
     INSERT INTO channels (chat_id, server_id, name, name_key, place) SELECT id, $1, 'talk', 'talk', 1 FROM chat
     RETURNING chat_id`,
    [id],
  );
  return chat_id;
}

/** Of the member and the target, who blocks them in a blocked one. */
async function privateChat(
  database: Database,
  { place, people }: Pick<Scene, 'place' | 'people'>,
): Promise<{ id: number; channel?: number }> {
  const [low, high] = [people.member.id, people.target.id].toSorted((a, b) => a - b);
  const [{ id }] = await database.query<[{ id: number }]>(
    "INSERT INTO chats (kind, low_id) VALUES ('private', $1) RETURNING id",
    [low],
  );
  await database.query(
    `WITH pair AS (INSERT INTO private_chats (low_id, high_id, chat_id) VALUES ($2, $3, $1))
     INSERT INTO memberships (chat_id, user_id) VALUES ($1, $2), ($1, $3)`,
    [id, low, high],
  );
  if (place === 'blocked chat')
    await database.query('INSERT INTO blocks (blocker_id, blocked_id) VALUES ($1, $2)', [
      people.target.id,
      people.member.id,
    ]);
  return { id };
}

/** Everything that somebody could have changed about a scene. */
export async function stateOf({ town }: Doors, { id }: Scene): Promise<string> {
  const [{ state }] = await town.database.query(
    `SELECT json_build_array(
      (SELECT row_to_json(c) FROM chats c WHERE c.id = $1), (SELECT row_to_json(g) FROM groups g WHERE g.chat_id = $1),
      (SELECT json_agg(m ORDER BY user_id) FROM memberships m WHERE m.chat_id = $1),
      (SELECT json_agg(b ORDER BY user_id) FROM bans b WHERE b.chat_id = $1),
      (SELECT json_agg(r ORDER BY user_id) FROM join_requests r WHERE r.chat_id = $1),
      (SELECT row_to_json(s) FROM servers s WHERE s.chat_id = $1),
      (SELECT json_agg(ch) FROM channels ch WHERE $1 IN (ch.server_id, ch.chat_id)),
      (SELECT count(*) FROM messages m WHERE m.chat_id = $1))::text AS state`,
    [id],
  );
  return state;
}
