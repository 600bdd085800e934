import { offlinePage } from './offline_page.js';

declare const self: ServiceWorkerGlobalScope;
/** What every page needs, by addresses that change with the content: filled in by the build. */
declare const FILES: readonly string[];

const CACHE = 'parley-files';
const MOST = 60;
/** Files that are named after their content never change. Anything else is asked for, so nobody's data is kept here. */
const NAMED = /^\/assets\/[\w-]+-[A-Z0-9]{8}\.(?:js|css|svg|png|woff2)$|^\/icons\/(?:favicon|icon-192)\./;

export async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const { url } of await cache.keys()) if (!FILES.includes(new URL(url).pathname)) await cache.delete(url);
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll(FILES.filter((path) => !kept.has(path)));
}

/** What is kept, or what the server has, which is kept then; undefined for what is no such file. */
export function fileFor(request: Request): Promise<Response> | undefined {
  const { origin, pathname } = new URL(request.url);
  return origin === self.location.origin && NAMED.test(pathname) ? keptOrNew(request) : undefined;
}

async function keptOrNew(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && (await cache.keys()).length < MOST) await cache.put(request, answer.clone());
  return answer;
}

/** The page from the server, or what to do where there is no network. */
export async function pageOr(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return offlinePage(FILES.find((path) => path.endsWith('.css')));
  }
}
