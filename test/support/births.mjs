import { readFileSync } from 'node:fs';

/** When a process began, in the system's own measure: by it a process is told from a later one with the same number. */
export function birthOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}
