import { alone } from './alone.js';
import { keep, kept } from './kept.js';
import { me } from './page.js';

export type Alert = 'sound' | 'desktop';

/** What the reader has switched on, in this browser. */
export const isOn = (alert: Alert): boolean => kept('alert', me, alert) === 'on';

export const turn = (alert: Alert, on: boolean): boolean => keep('alert', me, alert, on ? 'on' : '');

export const canNotify = (): boolean => 'Notification' in window && window.isSecureContext;

/** Only one tab speaks of a message: the first that says so here. One that shows it to its reader says so to silence the others. */
export async function claims(chatId: number, seq: number): Promise<boolean> {
  let isFirst = false;
  await alone(`parley:spoken:${me}`, async () => {
    isFirst = Number(kept('spoken', me, chatId)) < seq;
    if (isFirst) keep('spoken', me, chatId, String(seq));
  });
  return isFirst;
}
