import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { guard } from './guard.mjs';

/** What the scripts say first where the packages are those of another folder. */
const LINKED = /^node_modules is a link .*\n/;

/** One script of package.json as a process of its own, without a terminal. */
export async function npmScript(
  name: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [`scripts/${name}.mjs`, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard('pid', String(child.pid));
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err: err.replace(LINKED, '') };
}
