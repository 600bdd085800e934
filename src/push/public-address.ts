import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Addresses that are no place of the public internet: of this machine, its network, or set apart (RFC 6890). */
const V4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4`;
/** Of IPv6 only what is given out is public, and of that not what wraps an IPv4 address or is set apart. */
const V6_PUBLIC = '2000::/3';
const V6_APART = '2001::/23 2001:db8::/32 2002::/16 3fff::/20';

const apart = listOf(`${V4} ${V6_APART}`);
const global6 = listOf(V6_PUBLIC);
const loopback = listOf('127.0.0.0/8 ::1/128');

function listOf(networks: string): BlockList {
  const list = new BlockList();
  for (const network of networks.split(/\s+/)) {
    const [address, bits] = network.split('/');
    list.addSubnet(address!, Number(bits), address!.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !apart.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !apart.check(address, 'ipv6');
}

const isLoopback = (address: string) => loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

export class NotPublic extends Error {
  constructor() {
    super('This is no address of the public internet.');
  }
}

/** Resolves a name to where one may connect to. Used by the connection itself, so that a name cannot change in between. */
export const publicLookup =
  (orLoopback: boolean): LookupFunction =>
  (hostname, options, answer) => {
    const all: LookupOptions & { all: true } = { ...options, all: true };
    resolve(hostname, all, (error, addresses: LookupAddress[] = []) => {
      const open = addresses.filter(({ address }) => isPublic(address) || (orLoopback && isLoopback(address)));
      // All of them must be: a name that is public and private at once is up to something.
      const refused = error ?? (open.length && open.length === addresses.length ? null : new NotPublic());
      if (refused) return answer(refused, '', 4);
      if (options.all) (answer as (error: null, found: LookupAddress[]) => void)(null, open);
      else answer(null, open[0]!.address, open[0]!.family);
    });
  };

/** Whether this may be the address of a push service by its looks; where its name leads is seen at each connection. */
export function isPushAddress(address: string, orLoopback: boolean): boolean {
  const { protocol, hostname, username, password, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (username || password) return false;
  if (orLoopback && isIP(host) && isLoopback(host)) return protocol === 'http:' || protocol === 'https:';
  if (protocol !== 'https:' || (port !== '' && port !== '443')) return false;
  return isIP(host) ? isPublic(host) : host.includes('.');
}
