import { mapper } from './test/support/bundled-packages.mjs';

/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  testSequencer: '<rootDir>/test/support/long-first.mjs',
  // The second prints what came of the rows of docs/acceptance.md, and fails where one does not hold.
  reporters: ['default', '<rootDir>/test/acceptance/reporter.mjs'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { swcrc: true }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', ...mapper },
  // Tests wait for sockets and the database more than they compute, so no core is kept free.
  maxWorkers: '100%',
  // The environment lets go of what a file leaves; should anything stay, a worker with gigabytes would stand still for seconds.
  workerIdleMemoryLimit: '900MB',
  testTimeout: 120_000,
};
