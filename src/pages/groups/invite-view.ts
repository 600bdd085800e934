import { moment } from '../../shared/time-words.js';
import type { JoinCode } from '../../shared/group-payloads.js';
import { qrCode, type QrCode } from '../qr-code.js';

export interface InviteView {
  code: string;
  /** As people read it out: four by four. */
  parts: string[];
  link: string;
  qr: QrCode;
  /** Until when and how often it can be used, if not for ever. */
  terms: string;
}

/** Null while joining by code is closed, and for a code that opens nothing any more. */
export function inviteView({ code, link, expires, max_uses, uses }: JoinCode, zone = 'UTC'): InviteView | null {
  if (!code || !link) return null;
  const terms = [
    ...(expires ? [`until ${moment(new Date(expires), new Date(), zone)}`] : []),
    ...(max_uses ? [`used ${uses} of ${max_uses} times`] : []),
  ];
  return { code, parts: code.match(/.{1,4}/g) ?? [], link, qr: qrCode(link), terms: sentence(terms.join(', ')) };
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
