import { alone } from './alone.js';
import { keep, kept } from './kept.js';
import { me } from './page.js';

/** `push`: by the service worker, also while no page is open. */
export type Alert = 'sound' | 'desktop' | 'push';

/** What the reader has switched on, in this browser. */
export const isOn = (alert: Alert): boolean => kept('alert', me, alert) === 'on';

export const turn = (alert: Alert, on: boolean): boolean => keep('alert', me, alert, on ? 'on' : '');

export const canNotify = (): boolean => 'Notification' in window && window.isSecureContext;

/** Offers end after two minutes, so no older ones come again. */
const OFFERS_KEPT = 50;

/** Only one tab speaks of a message: the first that says so here. One that shows it to its reader says so to silence the others. */
export function claims(chatId: number, seq: number): Promise<boolean> {
  return isFirst(() => {
    if (Number(kept('spoken', me, chatId)) >= seq) return false;
    keep('spoken', me, chatId, String(seq));
    return true;
  });
}

/** The same for a file that is offered. */
export function claimsOffer(transferId: string): Promise<boolean> {
  return isFirst(() => {
    const spoken = kept('spoken', me, 'offers').split(' ');
    if (spoken.includes(transferId)) return false;
    keep('spoken', me, 'offers', [...spoken, transferId].slice(-OFFERS_KEPT).join(' ').trim());
    return true;
  });
}

async function isFirst(note: () => boolean): Promise<boolean> {
  let first = false;
  await alone(`parley:spoken:${me}`, async () => {
    first = note();
  });
  return first;
}
