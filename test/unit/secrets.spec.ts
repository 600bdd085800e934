import { afterEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newPushKey } from '../../src/config/push-key.js';
import { loadConfig } from '../../src/config/env.js';

const folders: string[] = [];
const emptyFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-secrets-'));
  folders.push(folder);
  return folder;
};
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const STRONG = 'h7Jq2mX9vK4tR8wZ1nB6yC3dF5gL0pSaT';
const OTHER = 'Qe4Ur7Yx2Wz9Ac6Vb1Nm8Kj5Hg3Fd0LpO';
const production = (secrets: NodeJS.ProcessEnv) =>
  loadConfig({ NODE_ENV: 'production', DATA_DIR: emptyFolder(), ...secrets });

describe('in production', () => {
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['blank', '   '],
    ['short', 'h7Jq2mX9vK4tR8wZ'],
    ['secret', 'secret'],
    ['changeme', 'changeme'],
    ['keyboard cat', 'keyboard cat'],
    ['keyboard cat over and over', 'keyboard cat '.repeat(4)],
    ['one letter', 'a'.repeat(64)],
    ['a phrase of an example', 'your-super-secret-jwt-token-with-at-least-32-characters-long'],
    ['a phrase that asks to be changed', 'please-change-this-secret-in-production!!'],
    ['a word repeated', 'parley-parley-parley-parley-parley-parley'],
  ])('a secret that is %s stops the start with a sentence', (_, secret) => {
    const told = expect.objectContaining({ lines: [expect.stringMatching(/^SESSION_SECRET is .+32 random/)] });

    expect(() => production({ SESSION_SECRET: secret, JWT_SECRET: STRONG })).toThrow(told as unknown as Error);
  });

  it('two missing secrets are two sentences, and nothing is generated', () => {
    const folder = emptyFolder();

    expect(() => production({ DATA_DIR: folder })).toThrow(/SESSION_SECRET is missing.*\nJWT_SECRET is missing/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    [STRONG],
    ['test-session-secret-0123456789abcdef0123456789abcdef'],
    ['f'.concat('0123456789abcdef'.repeat(2))],
  ])('a long random one is taken: %s', (secret) => {
    expect(production({ SESSION_SECRET: secret, JWT_SECRET: OTHER })).toMatchObject({
      sessionSecret: secret,
      jwtSecret: OTHER,
    });
  });
});

describe('SECRET_KEY', () => {
  it('is enough in production: both secrets are made of it, and neither leads to the other', () => {
    const made = production({ SECRET_KEY: STRONG });

    expect(production({ SECRET_KEY: STRONG })).toMatchObject({
      sessionSecret: made.sessionSecret,
      jwtSecret: made.jwtSecret,
    });
    expect(new Set([STRONG, made.sessionSecret, made.jwtSecret]).size).toBe(3);
    expect(JSON.stringify(made)).not.toContain(STRONG);
    expect(production({ SECRET_KEY: STRONG, JWT_SECRET: OTHER }).jwtSecret).toBe(OTHER);
  });

  it.each(['your-secret-key-here', 'a'.repeat(64)])('is refused as any other weak secret: %s', (SECRET_KEY) =>
    expect(() => production({ SECRET_KEY })).toThrow(/^SECRET_KEY is .+32 random/),
  );
});

describe('a key for push', () => {
  it('is taken from the environment, and in production never made', () => {
    const key = newPushKey();
    const secrets = { SESSION_SECRET: STRONG, JWT_SECRET: OTHER };

    expect(production({ ...secrets, VAPID_PRIVATE_KEY: key }).pushKey).toBe(key);
    expect(production(secrets).pushKey).toBeUndefined();
  });
});

describe('outside production', () => {
  it('missing secrets are generated once and found again, readable by nobody else', () => {
    const DATA_DIR = join(emptyFolder(), 'data');

    const first = loadConfig({ DATA_DIR });

    expect(loadConfig({ DATA_DIR })).toEqual(first);
    expect(first.sessionSecret).not.toBe(first.jwtSecret);
    expect(first.sessionSecret.length).toBeGreaterThanOrEqual(43);
    for (const name of ['session-secret', 'jwt-secret', 'push-key'])
      expect(statSync(join(DATA_DIR, name)).mode & 0o777).toBe(0o600);
    expect(statSync(DATA_DIR).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
    expect(readdirSync(DATA_DIR).sort()).toEqual(['jwt-secret', 'push-key', 'session-secret']);
  });

  it('a folder that was there before keeps what it allows to others', () => {
    const DATA_DIR = emptyFolder();
    chmodSync(DATA_DIR, 0o1777);

    loadConfig({ DATA_DIR });

    expect(statSync(DATA_DIR).mode & 0o7777).toBe(0o1777);
  });

  it('a secret that is set is taken as it is, and no file is made for it', () => {
    const DATA_DIR = emptyFolder();
    const pushKey = newPushKey();

    expect(
      loadConfig({ DATA_DIR, SESSION_SECRET: 'mine', JWT_SECRET: 'too', VAPID_PRIVATE_KEY: pushKey }),
    ).toMatchObject({
      sessionSecret: 'mine',
      jwtSecret: 'too',
      pushKey,
    });
    expect(readdirSync(DATA_DIR)).toEqual([]);
  });

  it('a damaged file and a folder that cannot be used are told', () => {
    const DATA_DIR = emptyFolder();
    writeFileSync(join(DATA_DIR, 'session-secret'), 'cut');
    writeFileSync(join(DATA_DIR, 'file'), '');
    mkdirSync(join(DATA_DIR, 'other/jwt-secret'), { recursive: true });

    expect(() => loadConfig({ DATA_DIR })).toThrow(/session-secret is damaged/);
    expect(() => loadConfig({ DATA_DIR: join(DATA_DIR, 'file') })).toThrow(/^DATA_DIR .+ cannot be used/);
    expect(() => loadConfig({ DATA_DIR: join(DATA_DIR, 'other') })).toThrow(/jwt-secret cannot be read/);
    expect(readFileSync(join(DATA_DIR, 'session-secret'), 'utf8')).toBe('cut');
  });
});
