import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { AppError } from '../../src/errors/app-error.js';
import { BANNER, ICON } from '../../src/icons/bounds.js';
import { checkIcon } from '../../src/icons/check-icon.js';
import { CLEANED_SVGS, HOSTILE_SVGS, WRONG_SIZES } from '../support/hostile-svgs.js';

const HEAD = `# Hostile pictures

What an attacker would send as a picture, the rule that it meets, and what becomes of it. Printed by
\`UPDATE_ICONS=1 npm test -- test/unit/hostile-icons\` from the files of \`test/support/hostile-svgs.ts\`, which are also sent to every door
that takes pictures (\`test/api/hostile-pictures.spec.ts\`) and opened in a real browser as if one had slipped through (\`test/browser/opened-pictures.spec.ts\`).

There is one pipeline (\`src/icons\`) for pictures of people, icons of groups and servers, and banners of servers. Only the bounds differ: an icon has at most ${ICON.width} × ${ICON.height}
pixels and ${ICON.bytes / 1024} kB, a banner ${BANNER.width} × ${BANNER.height} and ${BANNER.bytes / 1024} kB. PNG, JPEG, GIF and WebP are decoded and encoded again; SVG is written anew.
`;
const COLUMNS = ['file', 'icon', 'banner', 'what is said'];

interface Verdict {
  passes: boolean;
  says: string;
}

const verdict = (file: string | Buffer, field: string, bounds = ICON): Promise<Verdict> =>
  checkIcon(Buffer.from(file as string), field, bounds).then(
    () => ({ passes: true, says: '' }),
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return { passes: false, says: error.detail };
    },
  );

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('<', '&lt;');

async function row(what: string, file: string | Buffer): Promise<string> {
  const [icon, banner] = [await verdict(file, 'icon'), await verdict(file, 'banner', BANNER)];
  const word = ({ passes }: Verdict) => (passes ? 'drawn anew' : 'refused');
  return `| ${[cell(what), word(icon), word(banner), cell(icon.says || banner.says)].join(' | ')} |`;
}

async function table(title: string, files: [what: string, file: string | Buffer][]): Promise<string> {
  const rows = await Promise.all(files.map(([what, file]) => row(what, file)));
  return [`## ${title}\n`, `| ${COLUMNS.join(' | ')} |`, `|${'---|'.repeat(COLUMNS.length)}`, ...rows, ''].join('\n');
}

it('what becomes of hostile pictures is printed in docs/hostile-icons.md as it is', async () => {
  const sizes = WRONG_SIZES.map((file): [string, string] => [
    `\`${/svg" ?([^>]*)>/.exec(file)![1] || 'no size'}\``,
    file,
  ]);
  const printed = [
    HEAD,
    await table(
      'Refused',
      HOSTILE_SVGS.map(([what, file]) => [what, file]),
    ),
    await table('Sizes that lie, or that two readers may understand differently', sizes),
    await table(
      'Drawn anew without it',
      CLEANED_SVGS.map(([what, file]) => [what, file]),
    ),
  ].join('\n');
  const page = new URL('../../docs/hostile-icons.md', import.meta.url);
  if (process.env.UPDATE_ICONS) writeFileSync(page, printed);

  expect(HOSTILE_SVGS.length).toBeGreaterThanOrEqual(40);
  expect(readFileSync(page, 'utf8')).toBe(printed);
});

it.each(CLEANED_SVGS)('%s do not come out again', async (_, file, gone) => {
  expect((await checkIcon(Buffer.from(file))).bytes.toString()).not.toMatch(gone);
});
