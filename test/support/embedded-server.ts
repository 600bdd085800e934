// Run as a process of its own: starts the embedded database of a data folder, says so, and stops it at SIGTERM.
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';

const [dataDir = '', given = '{}'] = process.argv.slice(2);
// Flushing to the disk matters when the machine stops, not when a process is killed, and makes the tests slow.
const unflushed = { durable: false, settings: { synchronous_commit: 'on' } };
const say = (word: object) => process.stdout.write(`${JSON.stringify(word)}\n`);
const lines: string[] = [];

try {
  const began = Date.now();
  const options = { dataDir, ...unflushed, ...JSON.parse(given), log: (line: string) => lines.push(line) };
  const { url, owned, stop } = await startEmbeddedPostgres(options);
  process.on('SIGTERM', () => void stop().then(() => process.exit(0)));
  setInterval(() => undefined, 60_000);
  say({ url, owned, lines, ms: Date.now() - began });
} catch (error) {
  say({ refused: (error as { lines?: string[] }).lines ?? String(error) });
  process.exit(1);
}
