import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { alone } from './alone.mjs';
import { quietly, root, say } from './run.mjs';
import { buildTypedClient } from './typed-client.mjs';

const at = (...parts) => join(root, ...parts);
const assets = at('public/assets');
const builders = ['package-lock.json', 'scripts/lib/build.mjs'];

const WORKER = 'worker.js';

/** The parts: what each is made of, what must be there afterwards, and how it is made. */
const parts = [
  {
    name: 'server',
    from: ['src', 'ormconfig.ts', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', ...builders],
    without: ['src/client', 'src/typed-client'],
    result: at('dist/src/main.js'),
    stamp: at('dist/.built'),
    make: buildServer,
  },
  {
    name: 'pages',
    from: ['src/client', 'src/shared', 'public/css', ...builders],
    without: [],
    result: join(assets, 'manifest.json'),
    stamp: join(assets, '.built'),
    make: buildClient,
  },
];

/** What a running server has no use for: the library for programs that talk to it. */
const library = {
  name: 'typed client',
  from: ['src/typed-client', 'src/shared', 'scripts/lib/typed-client.mjs', ...builders],
  without: [],
  result: at('dist/client/index.d.ts'),
  stamp: at('dist/client/.built'),
  make: buildTypedClient,
};

/** Builds the parts whose sources changed since they were last built; the library only where it is asked for. */
export async function ensureBuilt({ force = false, withLibrary = false } = {}) {
  // An image for production may come without the sources.
  if (!existsSync(at('src'))) return;
  const wanted = withLibrary ? [...parts, library] : parts;
  const stale = () => wanted.filter((part) => force || !isFresh(part));
  if (!stale().length) return;
  await alone(async () => {
    for (const part of stale()) await make(part);
  });
}

async function make(part) {
  const since = Date.now();
  say(`Building the ${part.name} …`);
  const fingerprint = fingerprintOf(part);
  await part.make();
  writeFileSync(part.stamp, fingerprint);
  say(`Built the ${part.name} in ${((Date.now() - since) / 1000).toFixed(1)} s.`);
}

async function buildServer() {
  rmSync(at('dist/.built'), { force: true });
  await quietly(process.execPath, [at('node_modules/@nestjs/cli/bin/nest.js'), 'build'], {
    failure: 'The server could not be built; see above.',
  });
}

async function buildClient() {
  const { build, stop } = await import('esbuild');
  // Its service would live as long as this process, which is about to become the server.
  await bundle(build).finally(stop);
}

async function bundle(build) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [
      { in: 'src/client/index.ts', out: 'app' },
      { in: 'public/css/app.css', out: 'app' },
    ],
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    splitting: true,
    outdir: 'public/assets',
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    target: ['es2022', 'safari16.4'],
    loader: { '.svg': 'file', '.woff2': 'file', '.png': 'file' },
    logLevel: 'error',
  });
  const outputs = Object.entries(metafile.outputs).map(([path, { entryPoint, imports }]) => ({
    name: basename(path),
    entryPoint,
    imports,
  }));
  const outputOf = (entry) => outputs.find(({ entryPoint }) => entryPoint === entry);
  const script = outputOf('src/client/index.ts');
  // What the script begins with, for the browser to fetch beside it; what it may need later is fetched when it does.
  const preload = script.imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => basename(path));
  // The files of every page are named in the worker, so it changes with them, and with it what it keeps.
  const files = [script.name, outputOf('public/css/app.css').name, ...preload].map((name) => `/assets/${name}`);
  await buildWorker(build, files);
  const manifest = { 'app.js': script.name, 'app.css': outputOf('public/css/app.css').name, preload };
  mkdirSync(assets, { recursive: true });
  writeFileSync(join(assets, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const kept = new Set(['manifest.json', WORKER, ...outputs.map(({ name }) => name)]);
  for (const name of readdirSync(assets)) if (!kept.has(name)) rmSync(join(assets, name), { recursive: true });
}

function buildWorker(build, files) {
  return build({
    absWorkingDir: root,
    entryPoints: ['src/client/worker/index.ts'],
    outfile: `public/assets/${WORKER}`,
    define: { FILES: JSON.stringify(files) },
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2022', 'safari16.4'],
    logLevel: 'error',
  });
}

const isFresh = (part) =>
  existsSync(part.result) && existsSync(part.stamp) && readFileSync(part.stamp, 'utf8') === fingerprintOf(part);

/** By content and not by time: a checkout, a copy or a touch is no change. */
function fingerprintOf({ from, without }) {
  const hash = createHash('sha256');
  for (const path of from.flatMap((name) =>
    filesBelow(
      at(name),
      without.map((folder) => at(folder)),
    ),
  )) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(path, without) {
  if (without.includes(path) || !existsSync(path)) return [];
  const entries = entriesOf(path);
  return entries ? entries.flatMap((name) => filesBelow(join(path, name), without)) : [path];
}

function entriesOf(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
