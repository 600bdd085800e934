import type { IncomingMessage } from 'node:http';
import { addressKey } from '../../access/address.js';

/** Express's own compiled `trust proxy` setting: whether the hop at this distance is a proxy of ours. */
export type TrustProxy = (address: string, hop: number) => boolean;

/** The key under which an upgrade's caller is counted: what `request.ip` is to a request, which an upgrade does not have. */
export function callerAddress(request: IncomingMessage, trusts: TrustProxy): string {
  const named = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter(Boolean)
    .reverse();
  let caller = request.socket.remoteAddress ?? '';
  for (const [hop, address] of named.entries()) {
    if (!trusts(caller, hop)) break;
    caller = address;
  }
  return addressKey(caller);
}
