import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { openApp } from '../support/app.js';

const PAGE = new URL('../../docs/four-clients.md', import.meta.url);
const HEAD = `# Four clients of four systems in one room

What \`node docs/examples/four-clients.mjs <server>\` printed: each client in the words of its own system ([dialects.md](dialects.md)), all of them at
the same time. Times and numbers are those of one run; a test compares the rest with every other.
`;

/** Times, numbers and what a client chose at random are other ones in each run. */
const alike = (transcript: string) =>
  transcript
    .replaceAll(/"to\.[^"]*"/g, '"…"')
    .replaceAll(/"\d{4}-[^"]*Z"/g, '"…"')
    .replaceAll(/\d+/g, '0');

describe('the four clients of docs/four-clients.md', () => {
  it('see one conversation, who is there and who is typing, each in the words of its system', async () => {
    const app = await openApp();
    try {
      const child = spawn(process.execPath, ['docs/examples/four-clients.mjs', app.url], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [said, failed] = await Promise.all([text(child.stdout), text(child.stderr)]);
      expect(failed).toBe('');
      const transcript = `${HEAD}\n\`\`\`text\n${said.trim()}\n\`\`\`\n`;
      if (process.env.UPDATE_TRANSCRIPT) writeFileSync(PAGE, transcript);

      expect(alike(readFileSync(PAGE, 'utf8'))).toBe(alike(transcript));
    } finally {
      await app.close();
    }
  });
});
