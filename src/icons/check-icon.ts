import { createHash } from 'node:crypto';
import { AppError, invalidInput } from '../errors/app-error.js';
import { type Bounds, ICON } from './bounds.js';
import { noPicture, refused, tooManyBytes } from './icon-refused.js';
import { type RasterFormat, rasterFormatOf } from './raster-format.js';
import { redrawn } from './raster-icon.js';
import { cleanSvg } from './svg-icon.js';

export interface Icon {
  /** The media type to serve it with, found in the bytes and never taken from the sender. */
  type: string;
  bytes: Buffer;
  /** SHA-256 of `bytes`, in hex. */
  hash: string;
}

/**
 * Accepts PNG, JPEG, GIF, WebP and SVG within bounds, those of an icon (70×70 px and 16 kB) or others, and makes them anew, so that nothing but the
 * picture itself is kept. Of an animation the first picture is kept. Anything else is an `invalid_input` that says the
 * rule, under `field`.
 */
export async function checkIcon(sent: Uint8Array, field = 'icon', most = ICON): Promise<Icon> {
  const { type, bytes } = await madeAnew(Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength), most).catch(
    (error: unknown) => {
      throw error instanceof AppError ? invalidInput({ [field]: [error.detail] }) : error;
    },
  );
  return { type, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

async function madeAnew(source: Buffer, most: Bounds): Promise<Omit<Icon, 'hash'>> {
  if (source.length === 0) throw refused('There is no picture. Choose a PNG, JPEG, GIF, WebP or SVG file.');
  if (source.length > most.bytes) throw tooManyBytes(most);
  const format = formatOf(source);
  if (!format) throw noPicture();
  return format === 'svg' ? cleanSvg(source, most) : redrawn(source, format, most);
}

/** By content alone. SVG has no signature: whatever starts like XML goes to the strict parser, which says what is wrong. */
function formatOf(source: Buffer): RasterFormat | 'svg' | null {
  const raster = rasterFormatOf(source);
  if (raster) return raster;
  return /^(?:\xef\xbb\xbf)?[ \t\r\n]*</.test(source.toString('latin1')) ? 'svg' : null;
}
