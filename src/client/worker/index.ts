import { downloadFor, isInHand } from './downloads.js';
import { fileFor, keepFiles, pageOr } from './files.js';
import { open, show, takeAway } from './notifications.js';
import type { Push } from '../../shared/push-payloads.js';

/** The part of the browser's side that lives without a page: files that are kept, words without a network, notifications. */
declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', (event) => {
  // Pages take the files of their own version by name, so a new worker need not wait until the old ones are closed.
  event.waitUntil(keepFiles().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const download = downloadFor(request);
  if (download) return event.respondWith(download);
  if (request.mode === 'navigate') return event.respondWith(pageOr(request));
  const answer = fileFor(request);
  if (answer) event.respondWith(answer);
});

self.addEventListener('push', (event) => {
  const push = read(event.data);
  if (push?.type === 'message') event.waitUntil(show(push));
  if (push?.type === 'read') event.waitUntil(takeAway(push));
});

self.addEventListener('message', ({ data, ports: [port] }) => port?.postMessage(isInHand(String(data?.inHand))));

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(`/chat-web/${event.notification.data.chat_id}`));
});

function read(data: PushMessageData | null): Push | undefined {
  try {
    return data?.json() as Push;
  } catch {
    return undefined;
  }
}
