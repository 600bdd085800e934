// Lets Node import the TypeScript of this repository as it is: `await import('./scripts/lib/typescript.mjs')` first.
// For what runs outside Jest and before a build, such as the preparation of a test run.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
