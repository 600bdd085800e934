import { isIPv4, isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i;

/**
 * The key under which a caller's address is counted: one IPv4 address however it is written, and the /64 of an IPv6
 * address, since one household owns all of it.
 */
export function addressKey(address: string | undefined): string {
  const bare = (address ?? '').split('%')[0]!.toLowerCase();
  const mapped = MAPPED.exec(bare);
  if (mapped) return mapped[1] ?? dotted(mapped[2]!, mapped[3]!);
  if (isIPv4(bare)) return bare;
  return isIPv6(bare) ? `${network(bare)}::/64` : 'unknown';
}

const dotted = (high: string, low: string): string =>
  [parseInt(high, 16), parseInt(low, 16)].flatMap((word) => [word >> 8, word & 255]).join('.');

/** The first four of the eight groups, without leading zeros. */
function network(address: string): string {
  const [before = '', after] = address.split('::');
  const head = before.split(':').filter(Boolean);
  const tail = (after ?? '').split(':').filter(Boolean);
  const groups = tail.length + (tail.some((group) => group.includes('.')) ? 1 : 0);
  const zeros = after === undefined ? 0 : 8 - head.length - groups;
  const all = [...head, ...Array<string>(Math.max(0, zeros)).fill('0'), ...tail];
  return all
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}
