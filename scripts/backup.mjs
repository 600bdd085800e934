// npm run backup [-- <file>]: one snapshot of the database in one file, while the server runs or not.
import './lib/node-version.mjs';
import { keep } from './lib/kept.mjs';

await keep('backup');
