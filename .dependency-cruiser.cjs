// Who may import whom. The rooms and their levels are told in README.md; a rule that fires means that a fact belongs
// on the event bus, or a route one level higher.
const at = (...rooms) => `^src/(${rooms.join('|')})/`;
const foundation = ['config', 'errors', 'events', 'cluster', 'database', 'contract', 'icons', 'telemetry'];
const doors = ['realtime', 'pages', 'health', 'openapi'];
const stories = ['auth', 'messages', 'groups', 'servers', 'receipts', 'transfers'];
// They do what several stories have to do together: deleting an account ends sessions and leaves groups, a push is about
// the messages of chats and ends with a session.
const above = ['admin', 'push'];
// These say in the chat what happened, by a system message.
const announcing = ['groups', 'servers', 'transfers'];
const quiet = stories.filter((story) => !announcing.includes(story));
const middle = ['access', 'presence', 'users', 'chats'];
const rooms = [
  'shared',
  'client',
  'typed-client',
  ...foundation,
  ...middle,
  ...stories,
  ...above,
  ...doors,
  'dialects',
];

const forbid = (name, from, to) => ({ name, severity: 'error', from, to });
// The list of entities is the one place that has to know every room; its migrations know none.
const below = (name, lower, higher) =>
  forbid(name, { path: at(...lower), pathNot: '^src/database/data-source' }, { path: at(...higher) });

module.exports = {
  forbidden: [
    forbid('shared-imports-nothing', { path: at('shared') }, { pathNot: [at('shared'), 'node_modules/zod/'] }),
    forbid('client-sees-only-shared', { path: at('client') }, { path: '^src', pathNot: at('client', 'shared') }),
    forbid(
      'typed-client-sees-only-shared',
      { path: at('typed-client') },
      { path: '^src', pathNot: at('typed-client', 'shared') },
    ),
    forbid('server-never-sees-client', { path: '^src', pathNot: at('client') }, { path: at('client') }),
    forbid('nobody-sees-typed-client', { path: '^src', pathNot: at('typed-client') }, { path: at('typed-client') }),
    below('foundation-knows-no-room', foundation, [
      'access',
      'presence',
      'users',
      'chats',
      ...stories,
      ...above,
      ...doors,
    ]),
    below('access-knows-no-room', ['access', 'presence'], ['users', 'chats', ...stories, ...above, ...doors]),
    below('users-are-below-chats', ['users'], ['chats']),
    below('chats-are-below-stories', ['users', 'chats'], [...stories, ...above, ...doors]),
    below('stories-know-no-door', stories, [...above, ...doors]),
    below('admin-knows-no-door', above, doors),
    forbid('stories-do-not-meet', { path: at(...quiet) }, { path: at(...stories), pathNot: '^src/$1/' }),
    forbid(
      'only-messages-are-shared-by-stories',
      { path: at(...announcing) },
      { path: at(...stories), pathNot: ['^src/$1/', at('messages'), '^src/groups/'] },
    ),
    // A server is a group with channels (docs/decisions/021): the same services run both.
    forbid('only-servers-build-on-groups', { path: at('transfers') }, { path: at('groups') }),
    forbid('groups-know-no-server', { path: at('groups') }, { path: at('servers') }),
    // Other clients' words are put into ours in front of the doors; only the list of rooms knows that they exist.
    forbid(
      'nobody-knows-dialects',
      { path: '^src/', pathNot: [at('dialects'), '^src/app\\.'] },
      { path: at('dialects') },
    ),
    forbid('dialects-know-sockets-only', { path: at('dialects') }, { path: at('pages', 'health', 'openapi') }),
    forbid(
      'dialects-do-not-meet',
      { path: '^src/dialects/([^/]+)/' },
      { path: '^src/dialects/[^/]+/', pathNot: ['^src/dialects/$1/', '^src/dialects/common/'] },
    ),
    forbid('doors-do-not-meet', { path: at(...doors) }, { path: at(...doors), pathNot: '^src/$1/' }),
    forbid(
      'services-know-no-transport',
      { path: '\\.service\\.ts$' },
      { path: 'node_modules/(express|socket\\.io|ws|@nestjs/websockets)/' },
    ),
    forbid('every-room-has-a-level', { path: '^src/[^/]+/', pathNot: at(...rooms) }, {}),
    forbid('no-circles', {}, { circular: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
  },
};
