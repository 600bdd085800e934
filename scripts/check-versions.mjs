// Holds what package-lock.json installs against what is known: versions below a fix, packages that are refused, install
// scripts nobody switched off, copies without a checksum. `npm audit` asks a registry, and not every registry answers;
// floors.json is reviewed by hand once a month. Another lock file may be named as the first argument.
import './lib/node-version.mjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, root, say, Stop } from './lib/run.mjs';

const MOST_DIRECT = 45;
const REVIEW_DAYS = 45;
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

await main(async () => {
  const { floors, refused, reviewed } = json(join(root, 'scripts/floors.json'));
  const manifest = json(join(root, 'package.json'));
  const { packages } = json(process.argv[2] ?? join(root, 'package-lock.json'));
  const copies = Object.entries(packages)
    .filter(([path, { link }]) => path && !link)
    .map(([path, copy]) => ({ ...copy, path, name: path.slice(path.lastIndexOf('node_modules/') + 13) }));

  const faults = [
    ...copies.flatMap((copy) => belowFloor(copy, floors[copy.name]) ?? []),
    ...copies.filter(({ name }) => refused[name]).map(({ name }) => `${name} is refused: ${refused[name]}.`),
    ...copies.filter(({ integrity }) => !integrity).map(({ path }) => `${path} has no checksum in the lock file.`),
    ...copies
      .filter(({ hasInstallScript, name }) => hasInstallScript && manifest.allowScripts[name] !== false)
      .map(({ name }) => `${name} has an install script; switch it off under allowScripts in package.json.`),
    ...inexact(manifest),
  ];
  const direct = Object.keys(manifest.dependencies).length;
  if (direct > MOST_DIRECT) faults.push(`${direct} direct dependencies are more than ${MOST_DIRECT}.`);

  const age = Math.floor((Date.now() - Date.parse(reviewed)) / 86_400_000);
  if (age > REVIEW_DAYS) say(`scripts/floors.json was last reviewed ${age} days ago; look for new advisories.`);
  if (faults.length) throw new Stop(faults.join('\n'));
  const held = copies.filter(({ name }) => floors[name]).length;
  say(`${copies.length} packages in the lock file, ${held} of them held against a floor: all well.`);
});

function inexact({ dependencies, devDependencies }) {
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d/.test(version))
    .map(([name, version]) => `${name} is asked for as ${version}; pin one version.`);
}

/** Of several fixed lines the one with the same major version counts; a major version above them all is fixed too. */
function belowFloor({ name, version, path }, floor) {
  if (!floor) return undefined;
  const least = floor.least.find((fixed) => majorOf(fixed) === majorOf(version)) ?? floor.least.at(-1);
  if (compare(version, least) >= 0) return undefined;
  return `${name} ${version} is below ${least} (${floor.why}), at ${path}.`;
}

function majorOf(version) {
  return version.split('.')[0];
}
function partsOf(version) {
  return version.split('-')[0].split('.').map(Number);
}

function compare(a, b) {
  const [left, right] = [partsOf(a), partsOf(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : left[at] - right[at];
}
