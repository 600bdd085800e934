import { isIP } from 'node:net';
import { z } from 'zod';
import { isPushKey } from './push-key.js';

const UNITS: Record<string, number> = { '': 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };
const PROXY_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

/** A value that `read` turns into what the code needs; undefined from `read` means the value is wrong. */
const value = <T>(read: (text: string) => T | undefined, say: string) =>
  z.string().transform((text, ctx) => {
    const result = read(text.trim());
    if (result === undefined) ctx.addIssue({ code: 'custom', message: say });
    return result as T;
  });

function urlOf(text: string, ...schemes: string[]): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return schemes.includes(url.protocol) ? url : undefined;
}

function originOf(text: string): string | undefined {
  const url = urlOf(text, 'http:', 'https:');
  return url && url.pathname === '/' && !url.search && !url.username ? url.origin : undefined;
}

function listOf<T>(text: string, read: (item: string) => T | undefined): T[] | undefined {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
    .map(read);
  return items.includes(undefined) ? undefined : (items as T[]);
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (PROXY_NAMES.includes(text)) return true;
  if (!version || rest.length) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function proxiesOf(text: string): false | number | string[] | undefined {
  if (/^(off|false|no|0)$/i.test(text)) return false;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  return listOf(text, (item) => (isNetwork(item) ? item : undefined));
}

function bytesOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,15}) ?(KB|MB|GB|TB|)$/i.exec(text) ?? [];
  const bytes = Number(amount) * (UNITS[unit?.toUpperCase() ?? ''] ?? NaN);
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

const wholeNumber = (text: string, most: number) =>
  /^\d{1,6}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
const oneOf =
  <T extends string>(...words: T[]) =>
  (text: string) =>
    words.find((word) => word === text.toLowerCase());
const hostName = (text: string) =>
  /^\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*$|^\[[0-9a-f:.]+\]$/i.test(text) ? text : undefined;
const flag = (say: string) => value((text) => ({ on: true, off: false })[text.toLowerCase()], say);

/** Every variable of the environment, by name, with the sentence for a wrong value. */
export const variables = z.object({
  NODE_ENV: value(
    oneOf('development', 'production', 'test'),
    'must be development, production or test; leave it out for development',
  ).optional(),
  PORT: value((text) => wholeNumber(text, 65535), 'must be a whole number from 0 to 65535, such as 3000').optional(),
  HOST: value(
    (text) => (isIP(text) || hostName(text) ? text : undefined),
    'must be an address or name of this machine to listen on, such as 127.0.0.1 or 0.0.0.0',
  ).optional(),
  DATA_DIR: value((text) => (text.includes('\0') ? undefined : text), 'must be the path of a folder').optional(),
  DATABASE_URL: value(
    (text) => urlOf(text, 'postgres:', 'postgresql:')?.href,
    'must be the address of a PostgreSQL, such as postgres://user:password@localhost:5432/parley; leave it out to use the built-in one',
  ).optional(),
  REDIS_URL: value(
    (text) => urlOf(text, 'redis:', 'rediss:')?.href,
    'must be the address of a Redis, such as redis://localhost:6379; leave it out to do without',
  ).optional(),
  SESSION_SECRET: z.string().optional(),
  JWT_SECRET: z.string().optional(),
  SECRET_KEY: z.string().optional(),
  VAPID_PRIVATE_KEY: value(
    (text) => (isPushKey(text) ? text : undefined),
    'must be a private key of P-256 as 43 characters of base64url; README.md says how to make one',
  ).optional(),
  VAPID_SUBJECT: value(
    (text) => urlOf(text, 'mailto:', 'https:')?.href,
    'must be where push services can reach you, such as mailto:admin@example.org',
  ).optional(),
  PUSH_TO_LOOPBACK: flag('must be on or off').optional(),
  PUBLIC_URL: value(
    originOf,
    'must be the address people type, with http or https and without a path, such as https://chat.example.org',
  ).optional(),
  TRUST_PROXY: value(
    proxiesOf,
    'must be the number of proxies in front of this server, or their addresses separated by commas, such as 1 or 10.0.0.0/8',
  ).optional(),
  CORS_ORIGINS: value(
    (text) => listOf(text, originOf),
    'must be origins separated by commas, such as https://app.example.org; * is not possible, because requests carry cookies',
  ).optional(),
  COOKIE_SAMESITE: value(oneOf('lax', 'strict', 'none'), 'must be lax, strict or none').optional(),
  ALLOWED_HOSTS: value(
    (text) => (text === '*' ? [] : listOf(text, (item) => hostName(item)?.toLowerCase())),
    'must be host names separated by commas, without port or scheme, such as chat.example.org',
  ).optional(),
  INSTANCE_URL: value(
    originOf,
    'must be the address by which the other instances reach this one, such as http://10.0.0.7:3000',
  ).optional(),
  METRICS_TOKEN: value(
    (text) => (/^[\x21-\x7e]{16,}$/.test(text) ? text : undefined),
    'must have at least 16 characters and no spaces',
  ).optional(),
  MAX_FILE_SIZE: value(bytesOf, 'must be a number of bytes, or one with a unit, such as 500MB or 10GB').optional(),
  OPERATOR_NAME: value((text) => (text.length <= 80 ? text : undefined), 'must have at most 80 characters').optional(),
  ALLOW_QUERY_TOKEN: flag('must be on or off').optional(),
  RATE_LIMIT: flag('must be on or off').optional(),
});

export type Variables = z.infer<typeof variables>;
