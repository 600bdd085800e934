// node unpack-chromium.mjs <folder>: unpacks the bundled browser and its libraries there. A process of its own, because
// the package unpacks to the temporary folder and chooses it while it is imported.
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const target = process.argv[2];
const draft = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
process.env.TMPDIR = draft;
process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';
process.env.FONTCONFIG_PATH ??= join(target, 'fonts');

const { default: chromium } = await import('@sparticuz/chromium');
await chromium.executablePath();
try {
  renameSync(draft, target);
} catch {
  // Another test file was faster; its copy is as good.
  rmSync(draft, { recursive: true, force: true });
}
