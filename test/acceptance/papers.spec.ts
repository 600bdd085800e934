import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const read = (name: string) => readFileSync(name, 'utf8');
const { scripts, license } = JSON.parse(read('package.json')) as { scripts: Record<string, string>; license: string };
const readme = read('README.md');
const guide = read('docs/operating.md');

describe('the papers that come with it', () => {
  it('say how to begin, how to work on it and which ports there are', () => {
    for (const name of ['start', 'test', 'dev', 'admin']) {
      expect(readme).toMatch(name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`);
      expect(scripts[name]).toBeDefined();
    }
    expect(readme).toContain('http://localhost:3000');
    expect(readme).toMatch(/`PORT`, `HOST`\s*\| `3000`/);
  });

  it('show the pages, people talking live, and the reference', () => {
    const pictures = [...readme.matchAll(/!\[[^\]]+\]\((docs\/[^)]+\.png)\)/g)].map(([, path]) => path!);

    expect(pictures).toEqual(['docs/parley.png', 'docs/channel.png', 'docs/reference.png']);
    for (const path of pictures) expect(readFileSync(path).toString('latin1', 1, 4)).toBe('PNG');
  });

  it('have a guide for operators that covers what production needs', () => {
    for (const words of [
      'Sizing',
      'Backup and restore',
      'Upgrade and rollback',
      'When something is away',
      'Watching it',
    ])
      expect(guide).toContain(`## ${words}`);
    for (const name of ['compose.yaml', 'nginx.conf', 'parley@.service']) {
      expect(guide).toContain(`deploy/${name}`);
      expect(existsSync(`deploy/${name}`)).toBe(true);
    }
    // What to set, and where it stands.
    for (const name of [
      'NODE_ENV',
      'SESSION_SECRET',
      'JWT_SECRET',
      'ALLOWED_HOSTS',
      'REDIS_URL',
      'PUBLIC_URL',
      'TRUST_PROXY',
    ])
      expect(readme).toContain(`\`${name}\``);
    expect(guide).toContain('README.md#environment');
  });

  it('say how pages and API stand under two names, and how a front end from elsewhere calls', () => {
    const section = guide.split('## Pages and API on two hosts')[1]!.split('\n## ')[0]!;

    for (const name of ['ALLOWED_HOSTS', 'CORS_ORIGINS', 'COOKIE_SAMESITE', 'PUBLIC_URL']) {
      expect(section).toContain(`\`${name}`);
      expect(readme).toContain(`\`${name}\``);
    }
    expect(read('deploy/nginx.conf')).toMatch(/\n {2}location \/ \{/);
  });

  it('record what it bears', () => {
    expect(guide).toMatch(/\| memory for each idle plain WebSocket +\| \d+ KiB/);
    expect(guide).toContain('`npm run bench`');
    expect(scripts.bench).toBeDefined();
  });

  it('give it away under the MIT licence', () => {
    expect(read('LICENSE')).toMatch(/^MIT License/);
    expect(license).toBe('MIT');
    expect(readme).toContain('[MIT](LICENSE)');
  });
});
