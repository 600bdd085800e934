import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import type { Config, Environment } from './config.js';
import { withOurNames } from './other-names.js';
import { withSecrets } from './secrets.js';
import { StartError } from './start-error.js';
import { variables, type Variables } from './variables.js';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;

/** Reads the environment once, or throws a StartError with one sentence for each mistake in it. Makes what secrets are missing. */
export function loadConfig(source: NodeJS.ProcessEnv = process.env): Config {
  return withSecrets(readEnvironment(source));
}

export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, text]) => text?.trim()));
  const result = variables.safeParse(withOurNames(given));
  if (!result.success) {
    throw new StartError(...result.error.issues.map(({ path, message }) => `${String(path[0])} ${message}.`));
  }
  const mistakes = contradictionsIn(result.data);
  if (mistakes.length) throw new StartError(...mistakes);
  return environmentOf(result.data);
}

function environmentOf(set: Variables): Environment {
  const mode = set.NODE_ENV ?? 'development';
  return {
    mode,
    production: mode === 'production',
    host: set.HOST ?? (mode === 'production' ? allInterfaces() : '127.0.0.1'),
    port: set.PORT ?? 3000,
    dataDir: resolve(set.DATA_DIR ?? 'data'),
    databaseUrl: set.DATABASE_URL,
    redisUrl: set.REDIS_URL,
    sessionSecret: set.SESSION_SECRET,
    jwtSecret: set.JWT_SECRET,
    secretKey: set.SECRET_KEY,
    pushKey: set.VAPID_PRIVATE_KEY,
    pushContact: set.VAPID_SUBJECT,
    pushToLoopback: set.PUSH_TO_LOOPBACK ?? false,
    publicUrl: set.PUBLIC_URL,
    secureCookies: isSecure(set.PUBLIC_URL),
    trustProxy: set.TRUST_PROXY ?? false,
    corsOrigins: set.CORS_ORIGINS ?? [],
    cookieSameSite: set.COOKIE_SAMESITE ?? 'lax',
    allowedHosts: set.ALLOWED_HOSTS ?? [],
    instanceUrl: set.INSTANCE_URL,
    metricsToken: set.METRICS_TOKEN,
    maxFileSize: set.MAX_FILE_SIZE ?? ANY_SIZE,
    operatorName: set.OPERATOR_NAME ?? 'the operator of this server',
    allowQueryToken: set.ALLOW_QUERY_TOKEN ?? true,
    rateLimit: set.RATE_LIMIT ?? true,
  };
}

function contradictionsIn(set: Variables): string[] {
  const mistakes: string[] = [];
  if (set.NODE_ENV === 'production' && set.RATE_LIMIT === false) {
    mistakes.push('RATE_LIMIT is off, which is for load tests only; in production leave it out or set it to on.');
  }
  if (set.NODE_ENV === 'production' && set.PUSH_TO_LOOPBACK) {
    mistakes.push('PUSH_TO_LOOPBACK is on, which is for tests only; in production leave it out or set it to off.');
  }
  if (set.COOKIE_SAMESITE === 'none' && !isSecure(set.PUBLIC_URL)) {
    mistakes.push(
      'COOKIE_SAMESITE is none, which browsers accept only over https; set PUBLIC_URL to an https address, or use lax.',
    );
  }
  return mistakes;
}

const isSecure = (publicUrl: string | undefined) => publicUrl?.startsWith('https:') ?? false;

function allInterfaces(): string {
  const addresses = Object.values(networkInterfaces()).flat();
  return addresses.some((address) => address?.family === 'IPv6') ? '::' : '0.0.0.0';
}
