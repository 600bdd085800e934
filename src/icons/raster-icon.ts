import type { Sharp } from 'sharp';
import type { Bounds } from './bounds.js';
import { noPicture, wrongSize } from './icon-refused.js';
import type { RasterFormat } from './raster-format.js';
import { sharp } from './tame-sharp.js';

/** Decodes the first picture and encodes it again, without metadata, comments or anything hidden behind the pixels. */
export async function redrawn(
  source: Buffer,
  format: RasterFormat,
  most: Bounds,
): Promise<{ type: string; bytes: Buffer }> {
  await demandSize(source, format, most);
  const picture = sharp(source, { limitInputPixels: most.width * most.height, pages: 1, failOn: 'error' })
    .timeout({ seconds: 2 })
    .autoOrient();
  // GIF knows 256 colours and one bit of transparency; PNG keeps what it had in fewer bytes.
  const made = format === 'gif' ? 'png' : format;
  const bytes = await encoded(picture, made).catch(unreadable);
  return { type: `image/${made}`, bytes };
}

const encoded = (picture: Sharp, format: Exclude<RasterFormat, 'gif'>): Promise<Buffer> =>
  ({
    png: () => picture.png({ compressionLevel: 9 }),
    jpeg: () => picture.jpeg({ quality: 90 }),
    webp: () => picture.webp({ quality: 90 }),
  })
    [format]()
    .toBuffer();

/** Reads the header only, so that a picture which claims a billion pixels is never decoded. */
async function demandSize(source: Buffer, format: RasterFormat, most: Bounds): Promise<void> {
  const claimed = await sharp(source, { limitInputPixels: false, pages: 1 }).metadata().catch(unreadable);
  if (claimed.format !== format) throw noPicture();
  if (claimed.width > most.width || claimed.height > most.height) throw wrongSize(claimed.width, claimed.height, most);
}

function unreadable(): never {
  throw noPicture();
}
