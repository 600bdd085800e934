import { describe, it } from '@jest/globals';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromiumPath } from './browser.js';

const FINDERS = {
  'redis-server': () => inPath('redis-server'),
  chromium: chromiumPath,
  root: () => (process.getuid?.() === 0 ? '/' : undefined),
};

export type Requirement = keyof typeof FINDERS;

/**
 * Like `describe`, for what needs a program that not every machine has. Without it the tests are skipped with a word
 * about why, or fail where REQUIRE_ALL=1 says that nothing may be left out.
 */
export function describeIf(program: Requirement, situation: string, tests: () => void): void {
  if (FINDERS[program]()) return describe(situation, tests);
  if (process.env.REQUIRE_ALL === '1') {
    return describe(situation, () => {
      it(`needs ${program}`, () => {
        throw new Error(`${program} is missing and REQUIRE_ALL=1: install it, or run without REQUIRE_ALL.`);
      });
    });
  }
  process.stderr.write(`SKIPPED "${situation}": ${program} is missing on this machine.\n`);
  // oxlint-disable-next-line jest/no-disabled-tests
  describe.skip(situation, tests);
}

export function inPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
