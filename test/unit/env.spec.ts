import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../../src/config/env.js';
import { StartError } from '../../src/config/start-error.js';

function linesFor(source: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnvironment(source);
    return [];
  } catch (error) {
    if (error instanceof StartError) return error.lines;
    throw error;
  }
}

describe('a wrong variable stops the start with one sentence that names it', () => {
  it.each([
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['HOST', 'http://localhost'],
    ['NODE_ENV', 'prod'],
    ['DATABASE_URL', 'mysql://localhost/parley'],
    ['DATABASE_URL', 'localhost:5432'],
    ['REDIS_URL', 'http://localhost:6379'],
    ['PUBLIC_URL', 'chat.example.org'],
    ['PUBLIC_URL', 'https://chat.example.org/parley'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://a.example, b.example'],
    ['COOKIE_SAMESITE', 'relaxed'],
    ['COOKIE_SAMESITE', 'none'],
    ['ALLOWED_HOSTS', 'https://chat.example.org'],
    ['INSTANCE_URL', '10.0.0.7:3000'],
    ['METRICS_TOKEN', 'short'],
    ['MAX_FILE_SIZE', 'huge'],
    ['MAX_FILE_SIZE', '0'],
    ['OPERATOR_NAME', 'x'.repeat(81)],
    ['ALLOW_QUERY_TOKEN', 'yes'],
    ['VAPID_PRIVATE_KEY', 'A'.repeat(43)],
    ['VAPID_SUBJECT', 'admin@example.org'],
    ['PUSH_TO_LOOPBACK', 'yes'],
    ['RATE_LIMIT', '1'],
  ])('%s=%s', (name, text) => {
    const lines = linesFor({ [name]: text });

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name} (must|is) .+\\.$`));
  });

  it('and two wrong variables with two sentences', () => {
    const lines = linesFor({ PORT: 'eighty', RATE_LIMIT: 'maybe' });

    expect(lines.map((line) => line.split(' ')[0])).toEqual(['PORT', 'RATE_LIMIT']);
  });

  it('and never with a word of what it was set to, which may be a password', () => {
    expect(linesFor({ DATABASE_URL: 'mysql://ada:hunter2@db/parley' })[0]).not.toContain('hunter2');
  });

  it('and RATE_LIMIT=off in production only', () => {
    expect(linesFor({ NODE_ENV: 'production', RATE_LIMIT: 'off' })[0]).toMatch(/^RATE_LIMIT is off/);
    expect(linesFor({ RATE_LIMIT: 'off' })).toEqual([]);
  });
});

describe('an environment with nothing set', () => {
  it('listens on this machine only, with a database of its own', () => {
    expect(readEnvironment({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: undefined,
      redisUrl: undefined,
      secureCookies: false,
      trustProxy: false,
      allowQueryToken: true,
      rateLimit: true,
    });
  });

  it('listens on all interfaces in production', () => {
    expect(['::', '0.0.0.0']).toContain(readEnvironment({ NODE_ENV: 'production' }).host);
  });

  it('is the same as one with everything empty', () => {
    expect(readEnvironment({ PORT: '', DATABASE_URL: ' ', TRUST_PROXY: '' })).toEqual(readEnvironment({}));
  });
});

describe('what a person may write', () => {
  it.each([
    [{ TRUST_PROXY: '2' }, { trustProxy: 2 }],
    [{ TRUST_PROXY: 'loopback, 10.0.0.0/8' }, { trustProxy: ['loopback', '10.0.0.0/8'] }],
    [{ TRUST_PROXY: 'off' }, { trustProxy: false }],
    [{ MAX_FILE_SIZE: '500 MB' }, { maxFileSize: 500 * 2 ** 20 }],
    [{ MAX_FILE_SIZE: '1048576' }, { maxFileSize: 2 ** 20 }],
    [{ PUBLIC_URL: 'https://Chat.Example.org/' }, { publicUrl: 'https://chat.example.org', secureCookies: true }],
    [{ PUBLIC_URL: 'https://c.example', COOKIE_SAMESITE: 'None' }, { cookieSameSite: 'none' }],
    [
      { CORS_ORIGINS: 'https://a.example, http://localhost:5173' },
      { corsOrigins: ['https://a.example', 'http://localhost:5173'] },
    ],
    [{ ALLOWED_HOSTS: 'Chat.example.org,.example.net' }, { allowedHosts: ['chat.example.org', '.example.net'] }],
    [
      { HOST: '::1', PORT: '0' },
      { host: '::1', port: 0 },
    ],
  ])('%j', (source, expected) => {
    expect(readEnvironment(source)).toMatchObject(expected);
  });
});

describe('the names of system 002', () => {
  it('mean what ours mean, and ours decide where both are given', () => {
    const theirs = {
      CORS_ALLOWED_ORIGINS: 'https://a.example,http://localhost:3000',
      ALLOWED_HOSTS: 'localhost,127.0.0.1',
    };

    expect(readEnvironment(theirs)).toMatchObject({
      corsOrigins: ['https://a.example', 'http://localhost:3000'],
      allowedHosts: ['localhost', '127.0.0.1'],
    });
    expect(readEnvironment({ ...theirs, CORS_ORIGINS: 'https://b.example' }).corsOrigins).toEqual([
      'https://b.example',
    ]);
  });

  it.each([
    ['True', undefined, 'development'],
    ['False', undefined, 'production'],
    ['False', 'test', 'test'],
    ['express:*', undefined, 'development'],
  ])('DEBUG=%s with NODE_ENV %s is %s', (DEBUG, NODE_ENV, mode) =>
    expect(readEnvironment({ DEBUG, NODE_ENV }).mode).toBe(mode),
  );

  it('USE_MEMORY_CHANNELS=True does without the Redis that is there', () => {
    const redis = { REDIS_URL: 'redis://localhost:6379' };

    expect(readEnvironment({ ...redis, USE_MEMORY_CHANNELS: 'True' }).redisUrl).toBeUndefined();
    expect(readEnvironment({ ...redis, USE_MEMORY_CHANNELS: 'False' }).redisUrl).toBe('redis://localhost:6379');
  });
});
