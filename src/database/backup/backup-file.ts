import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { StartError } from '../../config/start-error.js';

/** Of the file: a gzip of lines. What begins with # is about the backup, anything else is one row as JSON. */
export const FORMAT = 1;

const Opening = z.object({
  parley_backup: z.int(),
  made_at: z.string(),
  server_version: z.string(),
  migrations: z.array(z.string()),
});
const Tables = z.record(z.string(), z.object({ rows: z.int(), sha256: z.string() }));
const Closing = z.object({ tables: Tables, sequences: z.record(z.string(), z.int().nullable()) });

export type Opening = z.infer<typeof Opening>;
export type Closing = z.infer<typeof Closing>;
/** Of each table, how many rows it has and what they hash to, in the order of the primary key. */
export type Manifest = z.infer<typeof Tables>;

export type Part = { opening: Opening } | { table: string } | { row: string } | { closing: Closing };

/** Counts and hashes rows as they pass. */
export class RowHash {
  private readonly hash = createHash('sha256');
  private rows = 0;

  add(row: string): void {
    this.rows++;
    this.hash.update(row).update('\n');
  }

  get result(): Manifest[string] {
    return { rows: this.rows, sha256: this.hash.copy().digest('hex') };
  }
}

/** Writes a file that only this account may read, never over another one, and all of it or nothing. */
export async function writeBackup(path: string, parts: AsyncIterable<Part>): Promise<void> {
  const draft = `${path}.part`;
  const file = await opened(draft, path);
  try {
    await pipeline(Readable.from(linesOf(parts)), createGzip(), file.createWriteStream({ flush: true }));
    await link(draft, path);
  } catch (error) {
    throw failureOf(error, path);
  } finally {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
  }
}

async function opened(draft: string, path: string): Promise<FileHandle> {
  // Looked at first, so that a long backup does not find out at its end; the link refuses all the same.
  const there = await open(path).catch(() => undefined);
  await there?.close();
  if (there) throw new StartError(`${path} exists already; give the backup another name.`);
  return open(draft, 'wx', 0o600).catch((error) => {
    throw failureOf(error, draft);
  });
}

function failureOf(error: unknown, path: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST')
    return new StartError(
      `${path} exists already: give the backup another name, or delete what a broken off backup has left.`,
    );
  if (code === 'ENOSPC') return new StartError(`There is no space left for ${path}. Nothing was kept.`);
  return code && syscall ? new StartError(`${path} cannot be written (${code}). Nothing was kept.`) : error;
}

async function* linesOf(parts: AsyncIterable<Part>): AsyncGenerator<string> {
  for await (const part of parts) yield 'row' in part ? `${part.row}\n` : `#${JSON.stringify(part)}\n`;
}

/** Reads a backup, and checks while it goes that every row is there as it was written. Throws a StartError otherwise. */
export async function* readBackup(path: string): AsyncGenerator<Part> {
  const found: Record<string, RowHash> = {};
  let current: RowHash | undefined;
  let closing: Closing | undefined;
  for await (const part of partsIn(path)) {
    if ('table' in part) current = found[part.table] = new RowHash();
    if ('row' in part) current?.add(part.row);
    if ('closing' in part) closing = checked(path, part.closing, found);
    yield part;
  }
  if (!closing) throw damaged(path, 'its end is missing');
}

function checked(path: string, closing: Closing, found: Record<string, RowHash>): Closing {
  const results = Object.fromEntries(Object.entries(found).map(([table, hash]) => [table, hash.result]));
  const wrong = differences(closing.tables, results);
  if (wrong.length) throw damaged(path, `${wrong.join(', ')} is not as it was written`);
  return closing;
}

/** The tables in which two manifests differ. */
export function differences(one: Manifest, other: Manifest): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.filter((name) => one[name]?.sha256 !== other[name]?.sha256 || one[name]?.rows !== other[name]?.rows);
}

async function* partsIn(path: string): AsyncGenerator<Part> {
  const file = createReadStream(path);
  const text = file.pipe(createGunzip()).setEncoding('utf8');
  file.once('error', (error) => text.destroy(error));
  let first = true;
  try {
    for await (const line of linesIn(text)) {
      if (first) yield { opening: openingIn(path, line) };
      else yield line.startsWith('#') ? wordIn(path, line) : { row: line };
      first = false;
    }
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    file.destroy();
  }
}

/** Whole lines; what a broken off file has after its last one is none. */
async function* linesIn(text: AsyncIterable<string>): AsyncGenerator<string> {
  let begun = '';
  for await (const chunk of text) {
    const lines = (begun + chunk).split('\n');
    begun = lines.pop()!;
    yield* lines;
  }
}

function openingIn(path: string, line: string): Opening {
  const { data } = z.object({ opening: Opening }).safeParse(parsed(line));
  if (!data) throw new StartError(`${path} is no backup of Parley.`);
  const { opening } = data;
  if (opening.parley_backup === FORMAT) return opening;
  throw new StartError(
    `${path} was made by Parley ${opening.server_version}, in a form that this version does not know; use that one.`,
  );
}

function wordIn(path: string, line: string): Part {
  const word = z.union([z.object({ table: z.string() }), z.object({ closing: Closing })]).safeParse(parsed(line));
  if (!word.success) throw damaged(path, 'there is a line that nobody wrote');
  return word.data;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line.slice(1));
  } catch {
    return undefined;
  }
}

function unreadable(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new StartError(`There is no file ${path}.`);
  if (code === 'Z_DATA_ERROR') return new StartError(`${path} is no backup of Parley, or is damaged.`);
  if (code === 'Z_BUF_ERROR') return damaged(path, 'its end is missing');
  return code && !(error instanceof StartError) ? new StartError(`${path} cannot be read (${code}).`) : error;
}

const damaged = (path: string, how: string) =>
  new StartError(`${path} is damaged: ${how}. Nothing was restored; use another backup.`);
