import { createHash } from 'node:crypto';
import { AppError, invalidInput } from '../errors/app-error.js';
import { LIMITS } from '../shared/limits.js';
import { noPicture, refused, tooManyBytes } from './icon-refused.js';
import { redrawn, type RasterFormat } from './raster-icon.js';
import { cleanSvg } from './svg-icon.js';

export interface Icon {
  /** The media type to serve it with, found in the bytes and never taken from the sender. */
  type: string;
  bytes: Buffer;
  /** SHA-256 of `bytes`, in hex. */
  hash: string;
}

/**
 * Accepts PNG, JPEG, GIF, WebP and SVG of at most 70×70 px and 16 kB and makes them anew, so that nothing but the
 * picture itself is kept. Of an animation the first picture is kept. Anything else is an `invalid_input` that says the
 * rule, under `field`.
 */
export async function checkIcon(sent: Uint8Array, field = 'icon'): Promise<Icon> {
  const { type, bytes } = await madeAnew(Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength)).catch(
    (error: unknown) => {
      throw error instanceof AppError ? invalidInput({ [field]: [error.detail] }) : error;
    },
  );
  return { type, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

async function madeAnew(source: Buffer): Promise<Omit<Icon, 'hash'>> {
  if (source.length === 0) throw refused('There is no picture. Choose a PNG, JPEG, GIF, WebP or SVG file.');
  if (source.length > LIMITS.iconBytes) throw tooManyBytes();
  const format = formatOf(source);
  if (!format) throw noPicture();
  return format === 'svg' ? cleanSvg(source) : redrawn(source, format);
}

const SIGNATURES: [RasterFormat, (head: string) => boolean][] = [
  ['png', (head) => head.startsWith('\x89PNG\r\n\x1a\n')],
  ['jpeg', (head) => head.startsWith('\xff\xd8\xff')],
  ['gif', (head) => /^GIF8[79]a/.test(head)],
  ['webp', (head) => head.startsWith('RIFF') && head.endsWith('WEBP')],
];

/** By content alone. SVG has no signature: whatever starts like XML goes to the strict parser, which says what is wrong. */
function formatOf(source: Buffer): RasterFormat | 'svg' | null {
  const head = source.toString('latin1', 0, 12);
  const raster = SIGNATURES.find(([, begins]) => begins(head));
  if (raster) return raster[0];
  return /^(?:\xef\xbb\xbf)?[ \t\r\n]*</.test(source.toString('latin1')) ? 'svg' : null;
}
