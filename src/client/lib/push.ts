import { keep } from './kept.js';
import { me, read, send } from './page.js';

interface Devices {
  public_key: string | null;
  results: { current: boolean }[];
}

const PATH = '/user/me/push/';
const WORKER = '/service-worker.js';

export const REASONS = {
  unable:
    'This browser has no notifications for a closed page here. They need https, and on an iPhone the app on its Home Screen.',
  blocked: 'Blocked by this browser. Allow notifications in the address bar first.',
  unset: 'The operator of this server has not switched them on.',
  failed: 'The notification service of this browser did not answer. Try again later.',
} as const;
export type Reason = keyof typeof REASONS;

export const isPossible = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** Whether this device is told, as the server has it. */
export async function isTold(): Promise<boolean> {
  const devices = await read<Devices>(PATH);
  return devices?.results.some(({ current }) => current) ?? false;
}

/** From now on this device is told, or why not. Asks for permission, so it has to follow a click. */
export async function tellHere(): Promise<Reason | null> {
  if (!isPossible()) return 'unable';
  if ((await Notification.requestPermission()) !== 'granted') return 'blocked';
  const key = (await read<Devices>(PATH))?.public_key;
  if (!key) return 'unset';
  const isDone = await subscribe(key).catch(() => false);
  if (isDone) keep('alert', me, 'push', 'on');
  return isDone ? null : 'failed';
}

export async function tellHereNoMore(): Promise<void> {
  keep('alert', me, 'push', '');
  await send('DELETE', PATH).catch(() => undefined);
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

/** Where that is switched on and the server does not know (any more): in a new session, or when the browser's address has changed. */
export async function tellHereStill(): Promise<void> {
  if (!isPossible() || Notification.permission !== 'granted') return;
  const devices = await read<Devices>(PATH);
  if (devices?.public_key && !devices.results.some(({ current }) => current)) await subscribe(devices.public_key);
}

async function subscribe(key: string): Promise<boolean> {
  await navigator.serviceWorker.register(WORKER);
  const { pushManager } = await navigator.serviceWorker.ready;
  const old = await pushManager.getSubscription();
  // One for another key of the server is of no use to it.
  if (old && !isFor(old, key)) await old.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const body = new Blob([JSON.stringify(subscription)], { type: 'application/json' });
  return (await send('PUT', PATH, body)).ok;
}

function isFor({ options }: PushSubscription, key: string): boolean {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') === key;
}
