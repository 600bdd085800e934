import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { guard, temporaryFolder } from '../support/guard.mjs';

const LONGEST_MS = 5000;
const GOOD = 'h7Jq2mX9vK4tR8wZ1nB6yC3dF5gL0pSaT';

describe('a server with a wrong setting', () => {
  const production = { NODE_ENV: 'production', SESSION_SECRET: GOOD, JWT_SECRET: GOOD };
  const wrong: [string, Record<string, string>][] = [
    ['PORT', { PORT: 'eighty' }],
    ['PORT', { PORT: '70000' }],
    ['HOST', { HOST: 'http://here' }],
    ['NODE_ENV', { NODE_ENV: 'prod' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/parley' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }],
    ['REDIS_URL', { REDIS_URL: 'localhost:6379' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'chat.example.org' }],
    ['TRUST_PROXY', { TRUST_PROXY: 'true' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: '*' }],
    ['COOKIE_SAMESITE', { COOKIE_SAMESITE: 'none' }],
    ['ALLOWED_HOSTS', { ALLOWED_HOSTS: 'https://chat.example.org' }],
    ['INSTANCE_URL', { INSTANCE_URL: '10.0.0.7' }],
    ['METRICS_TOKEN', { METRICS_TOKEN: 'short' }],
    ['MAX_FILE_SIZE', { MAX_FILE_SIZE: 'huge' }],
    ['OPERATOR_NAME', { OPERATOR_NAME: 'x'.repeat(81) }],
    ['ALLOW_QUERY_TOKEN', { ALLOW_QUERY_TOKEN: 'yes' }],
    ['RATE_LIMIT', { ...production, RATE_LIMIT: 'off' }],
    ['SESSION_SECRET', { ...production, SESSION_SECRET: '' }],
    ['JWT_SECRET', { ...production, JWT_SECRET: 'change-me-change-me-change-me-change-me' }],
    ['DATA_DIR', { DATA_DIR: '/dev/null/data' }],
  ];

  it.each(wrong)('%s: ends at once, with one line that names it (%j)', async (name, env) => {
    const began = performance.now();
    const dataDir = join(temporaryFolder('wrong'), 'data');
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    guard('pid', child.pid!);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));

    const [code] = (await once(child, 'close')) as [number];

    expect([code, said.trim().split('\n').length]).toEqual([1, 1]);
    expect(said.startsWith(`${name} `)).toBe(true);
    expect(performance.now() - began).toBeLessThan(LONGEST_MS);
  });
});
