import type { RouteRow } from './routes.js';
import type { Scene } from './scene.js';

type Rows = Record<string, RouteRow>;

/** Forms of the page of a server. */
const onServers = (forms: string[], row: RouteRow): Rows =>
  Object.fromEntries(forms.map((form) => [`POST /server-web/{server_id}/${form}/`, row]));

/** The rows of the pages of servers, which are those of the pages of groups, and of channels. */
export const serverPages = (cells: Record<'SIGNED_IN' | 'MEMBERS' | 'ADMINS' | 'OWNER', string>): Rows => ({
  'GET /server-web/new/': { cells: cells.SIGNED_IN },
  'GET /server-web/{server_id}': { cells: cells.MEMBERS, public: '1 2 2 2 2 2 4' },
  'GET /server-web/{server_id}/edit/': { cells: cells.ADMINS },
  // These look for their security token within the form.
  'POST /server-web/': { cells: cells.SIGNED_IN, form: {}, let_in_by: 403 },
  ...onServers(['icon', 'banner'], { cells: cells.ADMINS, form: {}, let_in_by: 403 }),
  ...onServers(['icon/remove', 'banner/remove', 'code', 'code/close'], { cells: cells.ADMINS, form: {} }),
  ...onServers(['members/{user_id}/remove', 'members/{user_id}/ban'], { cells: cells.ADMINS, form: {} }),
  ...onServers(['members'], { cells: cells.ADMINS, form: ({ people }) => ({ members: people.outsider.username }) }),
  ...onServers(['members/{user_id}/role'], { cells: cells.OWNER, form: { role: 'admin' } }),
  ...onServers(['bans/{user_id}/lift'], {
    cells: cells.ADMINS,
    form: {},
    ids: ({ people }: Scene) => ({ user_id: people.outcast.id }),
  }),
  ...onServers(['join'], { cells: cells.MEMBERS, public: '1 2 2 2 2 2 4', form: {}, names: true }),
  ...onServers(['about', 'channels'], { cells: cells.ADMINS, form: { name: 'New' } }),
  'POST /server-web/{server_id}/channels/{channel_id}': {
    cells: cells.ADMINS,
    ids: ({ channel }: Scene) => ({ channel_id: channel! }),
    form: { name: 'New' },
  },
  ...onServers(
    ['move', 'delete'].map((act) => `channels/{channel_id}/${act}`),
    { cells: cells.ADMINS, ids: ({ channel }: Scene) => ({ channel_id: channel! }), form: {} },
  ),
  ...onServers(['find'], { cells: cells.MEMBERS, form: { q: 'zoe' } }),
  ...onServers(['leave'], { cells: cells.MEMBERS, form: {} }),
  ...onServers(['hand-over'], { cells: cells.OWNER, form: ({ people }) => ({ username: people.target.username }) }),
  ...onServers(['delete'], { cells: cells.OWNER, form: { sure: 'on' } }),
});
