import type { PushMessage, PushRead } from '../../shared/push-payloads.js';

declare const self: ServiceWorkerGlobalScope;

/** As the alerts of an open page, so that one chat never shows two. */
const tagOf = (chatId: number) => `parley-${chatId}`;

const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });

/** Nothing where a page stands in front: that tells by itself. What comes twice or late changes nothing. */
export async function show({ chat_id, seq, title, body, time }: PushMessage): Promise<void> {
  const pages = await windows();
  if (pages.some(({ visibilityState, focused }) => visibilityState === 'visible' && focused)) return;
  const tag = tagOf(chat_id);
  const shown = await self.registration.getNotifications({ tag });
  if (shown.some(({ data }) => data.seq >= seq)) return;
  const about = { body, tag, renotify: true, timestamp: Date.parse(time), data: { chat_id, seq } };
  await self.registration.showNotification(title, { ...about, icon: '/icons/icon-192.png' });
}

export async function takeAway({ chat_id, up_to }: PushRead): Promise<void> {
  const shown = await self.registration.getNotifications({ tag: tagOf(chat_id) });
  for (const notification of shown) if (notification.data.seq <= up_to) notification.close();
}

/** The page of that chat if there is one, any other page, or a new one. */
export async function open(path: string): Promise<void> {
  const pages = await windows();
  const there = pages.find(({ url }) => new URL(url).pathname.replace(/\/$/, '') === path);
  if (there) return void (await there.focus());
  const [any] = pages;
  // A page that this worker does not serve yet cannot be led on.
  const led = await any?.navigate(path).catch(() => null);
  await (led ? led.focus() : self.clients.openWindow(path));
}
