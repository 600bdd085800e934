import { ADMINS, ANYBODY, BOTH, MEMBERS, OWNER, SIGNED_IN, SITE_ADMINS, UNBLOCKED } from './cells.js';
import { OF_CONVERSATIONS } from './conversations.js';
import type { Scene } from './scene.js';
import { serverPages } from './server-pages.js';

/**
 * Who may call which route: the access matrix of the HTTP doors. A cell says how it is answered to
 *
 *   anonymous · stranger · member · admin · owner · removed · banned
 *
 * - `2` they may; `1` they have to sign in; `3` their role is not enough (403)
 * - `4` there is no such thing, byte for byte as for an id that nobody has
 *
 * A row about servers is played in a private and in a public server, every other in a private and in a public group (`public`: where that differs) or, with four cells for
 * anonymous · stranger · member · blocked by the other one, in a private chat (`chat`). Wherever an id stands it is also
 * spelled oddly, which is `4` for everybody. test/architecture fails for a route that has no row here.
 */
export interface RouteRow {
  cells?: string;
  public?: string;
  chat?: string;
  /** What is sent, and the query that belongs to it. */
  json?: Sent;
  form?: Sent;
  query?: string | ((scene: Scene) => string);
  /** Of ids beside the chat's own; `user_id` is the target unless it says otherwise. */
  ids?: (scene: Scene) => Record<string, string | number>;
  /** A status that says nothing about rights, because what is sent here is not all that the route wants. */
  let_in_by?: number;
  /** Shows a group's name to people who are not in it. */
  names?: true;
}
type Sent = object | ((scene: Scene) => object);

const asking = ({ people }: Scene) => ({ user_id: people.asking.id });
const outcast = ({ people }: Scene) => ({ user_id: people.outcast.id });
const outsider = ({ people }: Scene) => ({ user_id: people.outsider.id });
const ofNoTransfer = () => ({ transfer_id: '0f'.repeat(16) });
const ofAdministration = () => ({ report_id: 1, act: 'disable' });
const channel = (scene: Scene) => ({ channel_id: scene.channel! });
const newest = () => ({ seq: 1 });

export const ROUTES: Record<string, RouteRow> = {
  'GET /chat/': { cells: SIGNED_IN },
  'POST /chat/': { cells: SIGNED_IN, json: ({ people }: Scene) => ({ username: people.outsider.username }) },
  'GET /chat/{chat_id}': { cells: MEMBERS, chat: BOTH },
  'PATCH /chat/{chat_id}': { cells: MEMBERS, chat: BOTH, json: { muted_until: 'always' } },
  'POST /chat/{chat_id}/messages/': { cells: MEMBERS, chat: UNBLOCKED, json: { text: 'Hello' } },
  'POST /chat/{chat_id}/read/': { cells: MEMBERS, chat: BOTH, json: {} },
  'POST /chat/read-all/': { cells: SIGNED_IN, json: {} },
  'GET /chat/{chat_id}/messages/{seq}/readers/': { cells: MEMBERS, chat: BOTH, ids: newest },

  'GET /group/': { cells: SIGNED_IN },
  'POST /group/': {
    cells: SIGNED_IN,
    json: ({ people }: Scene) => ({ name: 'New', members: [people.outsider.username] }),
  },
  'GET /group/{group_id}': { cells: MEMBERS },
  'PATCH /group/{group_id}': { cells: ADMINS, json: { description: 'New' } },
  'DELETE /group/{group_id}': { cells: OWNER },
  'GET /group/{group_id}/members/': { cells: MEMBERS },
  'POST /group/{group_id}/members/': {
    cells: ADMINS,
    json: ({ people }: Scene) => ({ usernames: [people.outsider.username] }),
  },
  'PATCH /group/{group_id}/members/{user_id}': { cells: OWNER, json: { role: 'admin' } },
  'DELETE /group/{group_id}/members/{user_id}': { cells: ADMINS },
  'PUT /group/{group_id}/icon/': { cells: ADMINS, let_in_by: 400 },
  'DELETE /group/{group_id}/icon/': { cells: ADMINS },
  // Of an icon that is not there; whose are is told by the tests of icons.
  'GET /group/{group_id}/icon/{hash}': { cells: '1 4 4 4 4 4 4', ids: () => ({ hash: '0f'.repeat(32) }) },
  'GET /group/{group_id}/code/': { cells: ADMINS },
  'POST /group/{group_id}/code/': { cells: ADMINS, json: {} },
  'DELETE /group/{group_id}/code/': { cells: ADMINS },
  'GET /group/{group_id}/requests/': { cells: ADMINS },
  'POST /group/{group_id}/requests/{user_id}': { cells: ADMINS, ids: asking, json: { accept: true } },
  'GET /group/{group_id}/bans/': { cells: ADMINS },
  'PUT /group/{group_id}/bans/{user_id}': { cells: ADMINS },
  'DELETE /group/{group_id}/bans/{user_id}': { cells: ADMINS, ids: outcast },
  'POST /group/{group_id}/join/': { cells: MEMBERS, public: '1 2 2 2 2 2 4', names: true },
  'POST /group-join/': { cells: '1 2 2 2 2 2 4', json: ({ code }: Scene) => ({ code }), names: true },
  'GET /group/discover/': { cells: SIGNED_IN },

  'GET /server/': { cells: SIGNED_IN },
  'GET /server/categories/': { cells: SIGNED_IN },
  'POST /server/': { cells: SIGNED_IN, json: { name: 'New' } },
  'GET /server/{server_id}': { cells: MEMBERS, public: '1 2 2 2 2 2 4' },
  'PATCH /server/{server_id}': { cells: ADMINS, json: { description: 'New' } },
  'DELETE /server/{server_id}': { cells: OWNER },
  'POST /server/{server_id}/membership/': { cells: MEMBERS, public: '1 2 2 2 2 2 4', names: true },
  'DELETE /server/{server_id}/membership/': { cells: MEMBERS },
  'PATCH /server/{server_id}/membership/': { cells: MEMBERS, json: { muted_until: 'always' } },
  'GET /server/{server_id}/members/': { cells: MEMBERS },
  'POST /server/{server_id}/members/': {
    cells: ADMINS,
    json: ({ people }: Scene) => ({ usernames: [people.outsider.username] }),
  },
  'PATCH /server/{server_id}/members/{user_id}': { cells: OWNER, json: { role: 'admin' } },
  'DELETE /server/{server_id}/members/{user_id}': { cells: ADMINS },
  'GET /server/{server_id}/code/': { cells: ADMINS },
  'POST /server/{server_id}/code/': { cells: ADMINS, json: {} },
  'DELETE /server/{server_id}/code/': { cells: ADMINS },
  'GET /server/{server_id}/bans/': { cells: ADMINS },
  'PUT /server/{server_id}/bans/{user_id}': { cells: ADMINS },
  'DELETE /server/{server_id}/bans/{user_id}': { cells: ADMINS, ids: outcast },
  'GET /server/{server_id}/channels/': { cells: MEMBERS },
  'POST /server/{server_id}/channels/': { cells: ADMINS, json: { name: 'New' } },
  'PATCH /server/{server_id}/channels/': { cells: ADMINS, json: ({ channel }: Scene) => ({ order: [channel ?? 1] }) },
  'PATCH /server/{server_id}/channels/{channel_id}': { cells: ADMINS, ids: channel, json: { topic: 'New' } },
  'DELETE /server/{server_id}/channels/{channel_id}': { cells: ADMINS, ids: channel },
  'PUT /server/{server_id}/icon/': { cells: ADMINS, let_in_by: 400 },
  'DELETE /server/{server_id}/icon/': { cells: ADMINS },
  'PUT /server/{server_id}/banner/': { cells: ADMINS, let_in_by: 400 },
  'DELETE /server/{server_id}/banner/': { cells: ADMINS },
  // Of pictures that are not there; whose are is told by the tests of pictures.
  'GET /server/{server_id}/icon/': { cells: '1 4 4 4 4 4 4' },
  'GET /server/{server_id}/icon/{hash}': { cells: '1 4 4 4 4 4 4', ids: () => ({ hash: '0f'.repeat(32) }) },
  'GET /server/{server_id}/banner/': { cells: '1 4 4 4 4 4 4' },
  'GET /server/{server_id}/banner/{hash}': { cells: '1 4 4 4 4 4 4', ids: () => ({ hash: '0f'.repeat(32) }) },

  'GET /transfer/': { cells: SIGNED_IN },
  // Of transfers that are not there; transfers.ts has those that are.
  'PUT /transfer/{transfer_id}': { cells: '1 4 4 4 4 4 4', ids: ofNoTransfer, query: '?to=1' },
  'PUT /transfer/{transfer_id}/{file_name}': {
    cells: '1 4 4 4 4 4 4',
    ids: () => ({ ...ofNoTransfer(), file_name: 'a.txt' }),
    query: '?to=1',
  },
  'GET /transfer/{transfer_id}': { cells: '1 4 4 4 4 4 4', ids: ofNoTransfer },

  'GET /user/': { cells: SIGNED_IN },
  'GET /search/': { cells: SIGNED_IN, query: '?q=target' },
  'GET /stats/': { cells: SIGNED_IN },
  'POST /user/{user_id}/block/': { cells: SIGNED_IN, ids: outsider },
  'DELETE /user/{user_id}/block/': { cells: SIGNED_IN, ids: outsider },
  'POST /user/{user_id}/report/': { cells: SIGNED_IN, ids: outsider, json: {} },
  'GET /user/{user_id}/avatar/{hash}': { cells: '1 4 4 4 4 4 4', ids: () => ({ hash: '0f'.repeat(32) }) },
  'GET /user/me/': { cells: SIGNED_IN },
  'PATCH /user/me/': { cells: SIGNED_IN, json: { bio: 'Hello' } },
  'PUT /user/me/avatar/': { cells: SIGNED_IN, let_in_by: 400 },
  'DELETE /user/me/avatar/': { cells: SIGNED_IN },
  'GET /user/me/blocked/': { cells: SIGNED_IN },
  'GET /user/me/sessions/': { cells: SIGNED_IN },
  'DELETE /user/me/sessions/': { cells: SIGNED_IN },
  'GET /user/me/push/': { cells: SIGNED_IN },
  // Without a key nobody is told; what is refused and what is not is told by the tests of pushes.
  'PUT /user/me/push/': { cells: SIGNED_IN, let_in_by: 400 },
  'DELETE /user/me/push/': { cells: SIGNED_IN },
  'DELETE /user/me/push/{session_id}': { cells: '1 4 4 4 4 4 4', ids: () => ({ session_id: 2_000_000_000 }) },
  'DELETE /user/me/sessions/{session_id}': { cells: '1 4 4 4 4 4 4', ids: () => ({ session_id: 2_000_000_000 }) },
  'POST /user/me/password/': { cells: SIGNED_IN, json: {}, let_in_by: 400 },

  'GET /': { cells: ANYBODY },
  'GET /home/': { cells: SIGNED_IN },
  'GET /home/people/{user_id}': { cells: SIGNED_IN, ids: outsider },
  'POST /home/people/{user_id}/block/': { cells: SIGNED_IN, ids: outsider, form: {} },
  'POST /home/people/{user_id}/unblock/': { cells: SIGNED_IN, ids: outsider, form: {} },
  'POST /home/people/{user_id}/report/': { cells: SIGNED_IN, ids: outsider, form: { reason: 'Spam' } },
  'POST /home/read-all/': { cells: SIGNED_IN, form: {} },
  'GET /chat-web/{chat_id}': { cells: MEMBERS, chat: BOTH },
  'POST /chat-web/': { cells: SIGNED_IN, form: ({ people }: Scene) => ({ username: people.outsider.username }) },
  'POST /chat-web/{chat_id}/messages/': { cells: MEMBERS, chat: UNBLOCKED, form: { text: 'Hello' } },
  'POST /chat-web/{chat_id}/read/': { cells: MEMBERS, chat: BOTH, form: { up_to: '1' } },
  'POST /chat-web/{chat_id}/mute/': { cells: MEMBERS, chat: BOTH, form: { for: 'always' } },
  'GET /group-web/new/': { cells: SIGNED_IN },
  'POST /group-web/new/': { cells: SIGNED_IN, form: { q: 'zoe' } },
  'POST /group-web/': {
    cells: SIGNED_IN,
    form: ({ people }: Scene) => ({ name: 'New', members: people.outsider.username }),
  },
  'GET /group-web/{chat_id}': { cells: MEMBERS },
  'POST /group-web/{chat_id}/find/': { cells: MEMBERS, form: { q: 'zoe' } },
  'POST /group-web/{chat_id}/about/': { cells: ADMINS, form: { name: 'New', visibility: 'private' } },
  // It looks for its security token within the form.
  'POST /group-web/{chat_id}/icon/': { cells: ADMINS, form: {}, let_in_by: 403 },
  'POST /group-web/{chat_id}/icon/remove/': { cells: ADMINS, form: {} },
  'POST /group-web/{chat_id}/members/': {
    cells: ADMINS,
    form: ({ people }: Scene) => ({ members: people.outsider.username }),
  },
  'POST /group-web/{chat_id}/members/{user_id}/role/': { cells: OWNER, form: { role: 'admin' } },
  'POST /group-web/{chat_id}/members/{user_id}/remove/': { cells: ADMINS, form: {} },
  'POST /group-web/{chat_id}/members/{user_id}/ban/': { cells: ADMINS, form: {} },
  'POST /group-web/{chat_id}/bans/{user_id}/lift/': { cells: ADMINS, form: {}, ids: outcast },
  'POST /group-web/{chat_id}/requests/{user_id}': { cells: ADMINS, form: { accept: 'yes' }, ids: asking },
  'POST /group-web/{chat_id}/code/': { cells: ADMINS, form: {} },
  'POST /group-web/{chat_id}/code/close/': { cells: ADMINS, form: {} },
  'POST /group-web/{chat_id}/hand-over/': {
    cells: OWNER,
    form: ({ people }: Scene) => ({ username: people.target.username }),
  },
  'POST /group-web/{chat_id}/leave/': { cells: MEMBERS, form: {} },
  'POST /group-web/{chat_id}/delete/': { cells: OWNER, form: { sure: 'on' } },
  ...serverPages({ SIGNED_IN, MEMBERS, ADMINS, OWNER }),
  'GET /join/{code}': { cells: '1 2 2 2 2 2 4', ids: ({ code }) => ({ code }), names: true },
  'POST /join/': { cells: '1 2 2 2 2 2 4', form: ({ code }: Scene) => ({ code }), names: true },
  'GET /explore/': { cells: SIGNED_IN },
  'POST /explore/{group_id}/join/': { cells: MEMBERS, public: '1 2 2 2 2 2 4', form: {}, names: true },
  ...Object.fromEntries(
    [
      'GET /admin/',
      'GET /admin/log/',
      'GET /admin/people/',
      'GET /admin/people/{user_id}',
      'POST /admin/people/{user_id}/delete/',
      'POST /admin/people/{user_id}/{act}',
      'GET /admin/groups/',
      'GET /admin/groups/{group_id}',
      'POST /admin/groups/{group_id}/end/',
      'GET /admin/servers/',
      'GET /admin/servers/{server_id}',
      'POST /admin/servers/{server_id}/end/',
      'GET /admin/reports/',
      'POST /admin/reports/{report_id}/close/',
    ].map((route) => [
      route,
      { cells: SITE_ADMINS, ids: ofAdministration, ...(route.startsWith('POST') && { form: {} }) },
    ]),
  ),

  'GET /settings/': { cells: SIGNED_IN },
  'POST /settings/profile/': { cells: SIGNED_IN, form: { display_name: 'Ada' } },
  'POST /settings/privacy/': { cells: SIGNED_IN, form: {} },
  'POST /settings/theme/': { cells: SIGNED_IN, form: { theme: 'dark' } },
  // It looks for its security token within the form.
  'POST /settings/avatar/': { cells: SIGNED_IN, form: {}, let_in_by: 403 },
  'POST /settings/avatar/remove/': { cells: SIGNED_IN, form: {} },
  'POST /settings/password/': { cells: SIGNED_IN, form: {}, let_in_by: 400 },
  'POST /settings/sessions/{session_id}/end/': {
    cells: '1 4 4 4 4 4 4',
    form: {},
    ids: () => ({ session_id: 2_000_000_000 }),
  },
  'POST /settings/sessions/end-others/': { cells: SIGNED_IN, form: {} },

  'GET /user/available/': { cells: ANYBODY, query: '?username=zoe' },
  'GET /user/login/': { cells: ANYBODY },
  'GET /user/register/': { cells: ANYBODY },
  'POST /user/login/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /user/register/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /user/logout/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /api/token/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /api/token/refresh/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /api/token/verify/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /api/auth/users/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'GET /api/auth/users/me/': { cells: SIGNED_IN },
  'POST /api/auth/jwt/create/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /api/auth/jwt/refresh/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /api/auth/jwt/verify/': { cells: ANYBODY, json: {}, let_in_by: 400 },

  ...OF_CONVERSATIONS,

  'POST /register/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /login/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /logout/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'GET /users/': { cells: SIGNED_IN },
  'GET /rooms/': { cells: SIGNED_IN },
  'POST /rooms/': { cells: SIGNED_IN, json: ({ people }: Scene) => ({ name: 'New', members: [people.outsider.id] }) },
  'GET /my-rooms/': { cells: SIGNED_IN },
  'GET /messages/{chat_id}': { cells: MEMBERS, chat: BOTH },
  'POST /messages/{chat_id}': { cells: MEMBERS, chat: UNBLOCKED, json: { message: 'Hello' } },

  'GET /docs/': { cells: ANYBODY },
  'GET /docs/{file}': { cells: ANYBODY, ids: () => ({ file: 'reference.css' }), let_in_by: 404 },
  'GET /api/docs/': { cells: ANYBODY },
  'GET /api/schema/': { cells: ANYBODY },
  'GET /openapi.json': { cells: ANYBODY },
  'GET /health/live': { cells: ANYBODY },
  'GET /health/ready': { cells: ANYBODY },
  'GET /metrics': { cells: ANYBODY },
};
