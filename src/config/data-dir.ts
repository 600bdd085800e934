import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { StartError } from './start-error.js';

/** Makes the folder for everything this installation keeps, closed to others. */
export function makeDataDir(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    const { uid } = statSync(path);
    // PostgreSQL refuses to run as root; its account has to pass through this folder, though it may not list it.
    if (uid === process.getuid?.()) chmodSync(path, uid === 0 ? 0o711 : 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(`DATA_DIR ${path} cannot be used (${code}); set it to a folder this account may write to.`);
  }
}
