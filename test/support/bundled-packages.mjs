import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Every test file loads the packages of the server anew, and these few are thousands of little files. Bundled they are
 * some ten: the same code in the same isolation, read in a third of the time.
 */
const BUNDLED = [
  '@nestjs/common',
  '@nestjs/common/constants.js',
  '@nestjs/core',
  '@nestjs/passport',
  '@nestjs/platform-express',
  '@nestjs/platform-socket.io',
  '@nestjs/websockets',
  'ajv/dist/2020.js',
  'ajv-formats',
  'express',
  'redis',
  'socket.io',
  'typeorm',
  'typeorm/driver/postgres/PostgresDriver.js',
  'zod',
];
const root = fileURLToPath(new URL('../..', import.meta.url));
const key = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex')
  .slice(0, 16);
const folder = join(root, 'node_modules/.cache', `test-packages-${key}`);

/** For Jest's `moduleNameMapper`. */
export const mapper = {
  [`^(${BUNDLED.map((entry) => entry.replaceAll('.', '\\.')).join('|')})$`]: join(folder, '$1.mjs'),
};

/** Makes the bundles, unless they are there. */
export async function bundlePackages() {
  if (existsSync(folder)) return;
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  try {
    for (const entry of BUNDLED) writeFileSync(join(draft, inputOf(entry)), await again(entry));
    await bundle(draft);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another run may have been quicker.
    if (!existsSync(folder)) throw error;
  }
}

const inputOf = (entry) => `${entry.replaceAll('/', '_')}.in.mjs`;

/** The names are said one by one: esbuild does not know those of a CommonJS package. */
async function again(entry) {
  const names = Object.keys(await import(entry)).filter((name) => name !== 'module.exports');
  return `export { ${names.join(', ')} } from '${entry}';\n`;
}

async function bundle(draft) {
  const { build, stop } = await import('esbuild');
  const bundling = build({
    entryPoints: BUNDLED.map((entry) => ({ in: join(draft, inputOf(entry)), out: entry })),
    outdir: draft,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    ignoreAnnotations: true,
    outExtension: { '.js': '.mjs' },
    banner: { js: `import { createRequire as rq } from 'node:module'; const require = rq(import.meta.url);` },
    plugins: [{ name: 'outside', setup: leaveOutside }],
    logLevel: 'error',
  });
  // Its service would stay beside the tests.
  await bundling.finally(stop);
}

/**
 * What the server imports itself and is not in the list stays where it is, so that it is there once for everybody; and so
 * does what is not installed: drivers of other databases.
 */
function leaveOutside(build) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const listed = new Set(BUNDLED.map(packageOf));
  const outside = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !listed.has(name));
  build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...from }) => {
    if (pluginData === leaveOutside) return undefined;
    if (outside.includes(packageOf(path))) return { path, external: true };
    const found = await build.resolve(path, { ...from, pluginData: leaveOutside });
    return found.errors.length ? { path, external: true } : found;
  });
}

const packageOf = (path) =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
