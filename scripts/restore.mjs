// npm run restore -- <file>: fills an empty database from a backup.
import './lib/node-version.mjs';
import { keep } from './lib/kept.mjs';

await keep('restore');
