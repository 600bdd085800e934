import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import express from 'express';
import { packedFiles } from './packed-files.js';

/** The folder with `views/` and `public/`: two levels up from the sources, three from what is built of them. */
const ROOT = ['../..', '../../..']
  .map((up) => resolve(import.meta.dirname, up))
  .find((folder) => existsSync(join(folder, 'views')))!;

export const VIEWS = join(ROOT, 'views');
const PUBLIC = join(ROOT, 'public');

export interface Assets {
  css: string;
  script: string;
  /** Parts that the script begins with. */
  preload: string[];
  sprite: string;
}

interface Built {
  'app.css': string;
  'app.js': string;
  preload: string[];
}

/** Where a page finds what it needs, by addresses that change with the content. */
export function assets(): Assets {
  const built = JSON.parse(readFileSync(join(PUBLIC, 'assets/manifest.json'), 'utf8')) as Partial<Built>;
  const { 'app.css': css, 'app.js': script, preload } = built;
  if (!css || !script || !preload) throw new Error('public/assets/manifest.json is not whole. Run npm run build.');
  const at = (name: string) => `/assets/${name}`;
  return { css: at(css), script: at(script), preload: preload.map(at), sprite: versioned('/icons/sprite.svg') };
}

function versioned(path: string): string {
  const content = readFileSync(join(PUBLIC, path));
  return `${path}?v=${createHash('sha256').update(content).digest('hex').slice(0, 10)}`;
}

const NAMED = /^\/(?:assets\/|icons\/sprite\.svg$)/;
const YEAR = 'public, max-age=31536000, immutable';
const HOUR = 'public, max-age=3600';

/** What is named after its content stays for a year; the rest is asked for again, and mostly answered with 304. */
export function publicFiles(): express.RequestHandler[] {
  const names = new Set(readdirSync(PUBLIC));
  const files = express.static(PUBLIC, { index: false, redirect: false, setHeaders });
  // Asked for every request, the file system would answer "no" to nearly all of them (measured: 0.1 ms each).
  const named: express.RequestHandler = (request, response, next) =>
    names.has(request.path.split('/', 2)[1]!) ? files(request, response, next) : next();
  return [serviceWorker, packedFiles(PUBLIC, YEAR), named];
}

/** At the top, because a worker serves what is below its own address. Browsers ask for it anew, to find a newer one. */
const serviceWorker: express.RequestHandler = (request, response, next) => {
  if (request.path !== '/service-worker.js' || !['GET', 'HEAD'].includes(request.method)) return next();
  const options = { root: PUBLIC, headers: { 'Cache-Control': 'public, no-cache' }, cacheControl: false };
  response.sendFile('assets/worker.js', options, (error) => error && next(error));
};

function setHeaders(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  response.setHeader('Cache-Control', NAMED.test(path.slice(PUBLIC.length)) ? YEAR : HOUR);
}
