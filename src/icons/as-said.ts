import { invalidInput } from '../errors/app-error.js';
import { rasterFormatOf } from './raster-format.js';

/**
 * A picture of pixels that was called an SVG, as by its file name, is a mistake of whoever sends it. Otherwise the bytes
 * alone say what it is.
 */
export function asSaid(bytes: Buffer, type: string | undefined, field: string): Buffer {
  const format = /^image\/svg\+xml/i.test(type ?? '') && rasterFormatOf(bytes);
  if (!format) return bytes;
  const sentence = `This file is called an SVG, and is a ${format.toUpperCase()}. Give it its own ending, or choose the SVG.`;
  throw invalidInput({ [field]: [sentence] });
}

/** A file as multer gives it. */
export interface SentPicture {
  buffer: Buffer;
  mimetype: string;
}

/** What a form sent in several parts; nothing where no file was chosen. */
export const partAsSaid = (file: SentPicture | undefined, field: string): Buffer =>
  file ? asSaid(file.buffer, file.mimetype, field) : Buffer.alloc(0);
