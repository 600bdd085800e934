import { readFileSync, readlinkSync } from 'node:fs';

const linux = process.platform === 'linux';

/** Whether a process runs. A dead one that nobody has collected yet (a zombie, as in containers without init) does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const stat = statOf(pid);
  return !linux || (stat !== undefined && stat.state !== 'Z' && stat.state !== 'X');
}

/** Tells a process from a later one with the same number. */
export const birthOf = (pid: number): string => statOf(pid)?.born ?? '';

/** Whether this number still belongs to the postmaster of that data folder and not to a stranger who got it after a restart. */
export function isPostmasterOf(pid: number, data: string): boolean {
  if (!isRunning(pid)) return false;
  if (!linux) return true;
  if (statOf(pid)?.name !== 'postgres') return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return true;
  }
}

function statOf(pid: number): { name: string; state: string; born: string } | undefined {
  if (!linux) return undefined;
  try {
    const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const fields = rest.split(' ');
    return { name, state: fields[0] ?? '', born: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
