import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Environment } from './config.js';
import { makeDataDir } from './data-dir.js';
import { isPushKey, newPushKey } from './push-key.js';
import { StartError } from './start-error.js';

const LEAST_LENGTH = 32;
const LEAST_DIFFERENT = 8;
const LEAST_OF_ITS_OWN = 16;
/** What the secrets of examples and tutorials are made of. */
const STOCK_WORDS =
  /secret|change|keyboard|cat|password|default|example|your|insecure|dev(elopment)?|production|replace|please|super|session|token|jwt|key|with|at|least|characters|long|bits?|random|string|this|me|in|my|value|[^a-z0-9]/gi;
const HOW = `node -p "crypto.randomBytes(48).toString('base64')"`;

/**
 * Adds the two secrets and the key for push: from the environment, or, outside production, generated once into the data
 * folder. In production the key may be missing: then nobody is told by push.
 */
export function withSecrets(environment: Environment): Config {
  const { secretKey, ...rest } = environment;
  const { production, sessionSecret, jwtSecret, pushKey, dataDir } = rest;
  if (production) demandStrong(environment);
  return {
    ...rest,
    sessionSecret: sessionSecret ?? madeFrom(secretKey, 'session') ?? keptIn(dataDir, 'session-secret'),
    jwtSecret: jwtSecret ?? madeFrom(secretKey, 'jwt') ?? keptIn(dataDir, 'jwt-secret'),
    pushKey: pushKey ?? (production ? undefined : keptPushKey(dataDir)),
  };
}

function demandStrong({ secretKey, sessionSecret, jwtSecret }: Environment): void {
  const needsBoth = secretKey === undefined;
  const weaknesses = [
    secretKey !== undefined && !(sessionSecret && jwtSecret) ? weaknessOf('SECRET_KEY', secretKey) : undefined,
    needsBoth || sessionSecret !== undefined ? weaknessOf('SESSION_SECRET', sessionSecret) : undefined,
    needsBoth || jwtSecret !== undefined ? weaknessOf('JWT_SECRET', jwtSecret) : undefined,
  ];
  const sentences = weaknesses.filter((sentence) => sentence !== undefined);
  if (sentences.length) throw new StartError(...sentences);
}

/** Neither of the two can be found from the other. */
const madeFrom = (secretKey: string | undefined, use: string): string | undefined =>
  secretKey && createHmac('sha256', secretKey).update(`parley ${use}`).digest('base64url');

function weaknessOf(name: string, secret: string | undefined): string | undefined {
  const remedy = `set it to at least ${LEAST_LENGTH} random characters, such as the output of: ${HOW}`;
  if (!secret?.trim()) return `${name} is missing; in production ${remedy}`;
  if (secret.length < LEAST_LENGTH) return `${name} is too short (${secret.length} characters); ${remedy}`;
  const guessable =
    new Set(secret).size < LEAST_DIFFERENT ||
    /^(.{1,14}?)\1+.{0,13}$/s.test(secret) ||
    secret.replace(STOCK_WORDS, '').length < LEAST_OF_ITS_OWN;
  return guessable ? `${name} is a default or easily guessed; ${remedy}` : undefined;
}

function keptPushKey(dataDir: string): string {
  const key = keptIn(dataDir, 'push-key', newPushKey);
  if (isPushKey(key)) return key;
  const path = join(dataDir, 'push-key');
  throw new StartError(`${path} is damaged; delete it and start again, which ends everybody's notifications.`);
}

const newSecret = () => randomBytes(48).toString('base64url');

function keptIn(dataDir: string, name: string, make = newSecret): string {
  makeDataDir(dataDir);
  const path = join(dataDir, name);
  const secret = readIfThere(path) ?? firstOf(path, make());
  if (secret.length >= LEAST_LENGTH) return secret;
  throw new StartError(`${path} is damaged; delete it and start again, which signs everybody out.`);
}

function readIfThere(path: string): string | undefined {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    chmodSync(path, 0o600);
    return secret;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new StartError(
      `${path} cannot be read (${code}); let this account own it, or set DATA_DIR to another folder.`,
    );
  }
}

/** Of two first starts at the same moment only one secret survives: a link, unlike a rename, never replaces. */
function firstOf(path: string, secret: string): string {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    linkSync(draft, path);
    return secret;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const existing = code === 'EEXIST' ? readIfThere(path) : undefined;
    if (existing) return existing;
    throw new StartError(`${path} cannot be written (${code}); set DATA_DIR to a folder this account may write to.`);
  } finally {
    rmSync(draft, { force: true });
  }
}
