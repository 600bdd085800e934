import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { StartError } from './start-error.js';

const PASS_THROUGH = 0o011;

/** Makes the folder for everything this installation keeps, closed to others. */
export function makeDataDir(path: string): void {
  try {
    const made = mkdirSync(path, { recursive: true });
    if (made) chmodSync(path, 0o700);
    // PostgreSQL refuses to run as root; its account has to pass through this folder, though it may not list it.
    // A folder that was there before, which may be a shared one, keeps what else it allows.
    const { uid, mode } = statSync(path);
    if (uid === 0 && process.getuid?.() === 0) chmodSync(path, (mode & 0o7777) | PASS_THROUGH);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(`DATA_DIR ${path} cannot be used (${code}); set it to a folder this account may write to.`);
  }
}
