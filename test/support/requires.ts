import { describe, it } from '@jest/globals';
import { chromiumPath } from './browser.js';
import { inPath, isExecutable } from './in-path.js';

const FINDERS = {
  'redis-server': () => inPath('redis-server'),
  nginx: () => inPath('redis-server') && (inPath('nginx') ?? ifThere('/usr/sbin/nginx')),
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

/** Programs of the system stand outside the PATH of an ordinary account. */
const ifThere = (path: string): string | undefined => (isExecutable(path) ? path : undefined);
