import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../../config/start-error.js';

/** Whom PostgreSQL runs as. It refuses root, so root hands it to another account. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number };

const PREFERRED = ['postgres', 'nobody'];

/** Undefined means: as ourselves. Existing data stays with the account that owns it. */
export function accountFor(data: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = knownAccounts();
  const owner = ownerOf(data);
  if (owner) return accounts.find(({ uid }) => uid === owner.uid) ?? { name: String(owner.uid), ...owner };
  const account = PREFERRED.map((name) => accounts.find((known) => known.name === name)).find(Boolean) ?? accounts[0];
  if (account) return account;
  throw new StartError(
    'PostgreSQL does not run as root and this system has no other account; add one, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

function ownerOf(data: string): { uid: number; gid: number } | undefined {
  const stat = statSync(data, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined;
}

function knownAccounts(): Account[] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
      .filter(({ uid, gid }) => uid > 0 && gid > 0);
  } catch {
    return [];
  }
}

/** Whether the account may pass through every folder down to this one. */
export function mayReach(folder: string, account: Account | undefined): boolean {
  if (!account) return true;
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    if (!allows(statSync(at), account, 0o1)) return false;
    if (at === dirname(at)) return true;
  }
}

export function mayUse(file: string, account: Account | undefined, bits: number): boolean {
  return !account || allows(statSync(file), account, bits);
}

function allows({ mode, uid, gid }: Stats, account: Account, bits: number): boolean {
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
}
