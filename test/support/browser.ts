import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const ROOT = join(import.meta.dirname, '../..');
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--headless=shell'];

type Program = { path: string; env: Record<string, string> };

let found: Program | undefined | null = null;

/** A real browser without a window. Use within `describeIf('chromium', …)`, one for a file, a context for each person. */
export function openBrowser(): Promise<Browser> {
  const program = findProgram();
  if (!program) throw new Error('No Chromium runs here; set CHROMIUM_PATH to one.');
  const env = { ...(process.env as Record<string, string>), ...program.env };
  return chromium.launch({ executablePath: program.path, args: FLAGS, env });
}

export const chromiumPath = (): string | undefined => findProgram()?.path;

function findProgram(): Program | undefined {
  if (found === null) found = given() ?? bundled() ?? installed();
  return found;
}

function given(): Program | undefined {
  const path = process.env.CHROMIUM_PATH;
  return path ? { path, env: {} } : undefined;
}

function installed(): Program | undefined {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
    .filter(existsSync)
    .map((path) => ({ path, env: {} }))
    .find(runs);
}

/** The browser of the npm package. It brings the libraries that a bare machine lacks; those of the system come first. */
function bundled(): Program | undefined {
  const modules = join(ROOT, 'node_modules');
  const { version } = JSON.parse(readFileSync(join(modules, '@sparticuz/chromium/package.json'), 'utf8'));
  const folder = join(modules, '.cache', `chromium-${version}`);
  try {
    if (!existsSync(folder)) unpack(folder);
  } catch {
    return undefined;
  }
  const path = join(folder, 'chromium');
  const choices: Program[] = [
    { path, env: {} },
    { path, env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_PATH: join(folder, 'fonts') } },
  ];
  return choices.find(runs);
}

function unpack(folder: string): void {
  mkdirSync(join(folder, '..'), { recursive: true });
  execFileSync(process.execPath, [join(import.meta.dirname, 'unpack-chromium.mjs'), folder], { stdio: 'ignore' });
}

function runs({ path, env }: Program): boolean {
  return (
    spawnSync(path, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, timeout: 10_000 }).status === 0
  );
}
