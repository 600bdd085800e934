import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the package: two levels up from the sources, three from what is built of them. */
const PACKAGE = ['../..', '../../..']
  .map((up) => join(import.meta.dirname, up, 'package.json'))
  .find((path) => existsSync(path))!;

export const VERSION = (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
