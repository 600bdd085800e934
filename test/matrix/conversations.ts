import { ANYBODY, BOTH, MEMBERS, SIGNED_IN } from './cells.js';
import type { RouteRow } from './routes.js';
import type { Scene } from './scene.js';

/** The rows of dialect 002. */
export const OF_CONVERSATIONS: Record<string, RouteRow> = {
  'POST /api/auth/token/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /api/auth/token/refresh/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /api/auth/register/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'POST /api/auth/logout/': { cells: ANYBODY, json: {}, let_in_by: 400 },
  'GET /api/auth/me/': { cells: SIGNED_IN },
  'PATCH /api/auth/me/': { cells: SIGNED_IN, json: { first_name: 'New' } },
  'GET /api/auth/users/': { cells: SIGNED_IN },
  'GET /api/chat/conversations/': { cells: SIGNED_IN },
  'POST /api/chat/conversations/': {
    cells: SIGNED_IN,
    json: ({ people }: Scene) => ({ participant_ids: [people.outsider.id] }),
  },
  'GET /api/chat/conversations/stats/': { cells: SIGNED_IN },
  'GET /api/chat/conversations/{chat_id}': { cells: MEMBERS, chat: BOTH },
  'POST /api/chat/conversations/{chat_id}/mark_read/': { cells: MEMBERS, chat: BOTH, json: {} },
  'GET /api/chat/messages/': { cells: MEMBERS, query: ({ id }) => `?conversation=${id}` },
  'POST /api/chat/messages/': { cells: MEMBERS, json: ({ id }: Scene) => ({ conversation: id, content: 'Hello' }) },
};
