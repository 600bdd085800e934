import { EVENTS, FILE_FRAMES, FRAMES } from './events.js';
import { ROUTES } from './routes.js';

interface Row {
  cells?: string;
  public?: string;
  chat?: string;
}

const HEAD = `# Who may do what

Printed from \`test/matrix\` by \`UPDATE_MATRIX=1 npm test -- test/architecture/access-matrix\`, and played against the running server by
\`test/api/access-matrix.spec.ts\` and \`test/sockets/access-matrix.spec.ts\`.

\`2\` they may · \`1\` they have to sign in · \`3\` their role, or a block, forbids it (403) · \`4\` there is no such thing, byte for byte as for
an id that nobody has (404)
`;
const COLUMNS = ['anonymous', 'stranger', 'member', 'admin', 'owner', 'removed', 'banned'];

/** The whole matrix as a page. */
export function printedMatrix(): string {
  const sections = [
    ['Routes, in a group', inGroup(ROUTES)],
    ['Routes, in a public group, where that differs', inPublicGroup(ROUTES)],
    ['Routes, in a private chat', inPrivateChat(ROUTES)],
    ['Events of Socket.IO', inGroup(EVENTS)],
    ['Frames of ws/chat', inGroup(FRAMES)],
    ['Frames of ws/file', inGroup(FILE_FRAMES)],
  ] as const;
  return [HEAD, ...sections.map(([title, table]) => `## ${title}\n\n${table}\n`)].join('\n');
}

const inGroup = (rows: Record<string, Row>) => table(COLUMNS, rows, ({ cells }) => cells);
const inPublicGroup = (rows: Record<string, Row>) => table(COLUMNS, rows, (row) => row.public);
const inPrivateChat = (rows: Record<string, Row>) =>
  table(['anonymous', 'stranger', 'member', 'blocked'], rows, ({ chat }) => chat);

function table(columns: string[], rows: Record<string, Row>, cellsOf: (row: Row) => string | undefined): string {
  const lines = Object.entries(rows).flatMap(([name, row]) => {
    const cells = cellsOf(row);
    return cells ? [`| \`${name}\` | ${cells.split(' ').join(' | ')} |`] : [];
  });
  return [`| | ${columns.join(' | ')} |`, `|---|${columns.map(() => '---|').join('')}`, ...lines].join('\n');
}
