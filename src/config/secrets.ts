import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Environment } from './config.js';
import { makeDataDir } from './data-dir.js';
import { StartError } from './start-error.js';

const LEAST_LENGTH = 32;
const LEAST_DIFFERENT = 8;
const LEAST_OF_ITS_OWN = 16;
/** What the secrets of examples and tutorials are made of. */
const STOCK_WORDS =
  /secret|change|keyboard|cat|password|default|example|your|insecure|dev(elopment)?|production|replace|please|super|session|token|jwt|key|with|at|least|characters|long|bits?|random|string|this|me|in|my|value|[^a-z0-9]/gi;
const HOW = `node -p "crypto.randomBytes(48).toString('base64')"`;

/** Adds the two secrets: from the environment, or, outside production, generated once into the data folder. */
export function withSecrets(environment: Environment): Config {
  const { production, sessionSecret, jwtSecret } = environment;
  if (production) {
    const weaknesses = [weaknessOf('SESSION_SECRET', sessionSecret), weaknessOf('JWT_SECRET', jwtSecret)];
    const sentences = weaknesses.filter((sentence) => sentence !== undefined);
    if (sentences.length) throw new StartError(...sentences);
  }
  return {
    ...environment,
    sessionSecret: sessionSecret ?? keptIn(environment.dataDir, 'session-secret'),
    jwtSecret: jwtSecret ?? keptIn(environment.dataDir, 'jwt-secret'),
  };
}

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

function keptIn(dataDir: string, name: string): string {
  makeDataDir(dataDir);
  const path = join(dataDir, name);
  const secret = readIfThere(path) ?? firstOf(path, randomBytes(48).toString('base64url'));
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
