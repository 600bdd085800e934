import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

const BLOCK = 8 * 2 ** 20;

/** Writes a file of that size in which no two blocks are the same. Resolves with its SHA-256. */
export async function makeFile(path: string, size: number): Promise<string> {
  const block = randomBytes(BLOCK);
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  for (let left = size, number = 0; left > 0; left -= BLOCK, number++) {
    block.writeUInt32LE(number, 0);
    const part = block.subarray(0, Math.min(left, BLOCK));
    hash.update(part);
    await file.write(part);
  }
  await file.close();
  return hash.digest('hex');
}

export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(bytes as Buffer);
  return hash.digest('hex');
}
