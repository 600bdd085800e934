import sharp, { type Sharp } from 'sharp';
import { LIMITS } from '../shared/limits.js';
import { noPicture, wrongSize } from './icon-refused.js';

export type RasterFormat = 'png' | 'jpeg' | 'gif' | 'webp';

const MOST = LIMITS.iconPixels;

// libvips can read far more than these four (SVG, TIFF, PDF …): what is not loaded cannot be attacked.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadWebpBuffer',
  ],
});
sharp.cache(false);
sharp.concurrency(1);

/** Decodes the first picture and encodes it again, without metadata, comments or anything hidden behind the pixels. */
export async function redrawn(source: Buffer, format: RasterFormat): Promise<{ type: string; bytes: Buffer }> {
  await demandSize(source, format);
  const picture = sharp(source, { limitInputPixels: MOST * MOST, pages: 1, failOn: 'error' })
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
async function demandSize(source: Buffer, format: RasterFormat): Promise<void> {
  const claimed = await sharp(source, { limitInputPixels: false, pages: 1 }).metadata().catch(unreadable);
  if (claimed.format !== format) throw noPicture();
  if (claimed.width > MOST || claimed.height > MOST) throw wrongSize(claimed.width, claimed.height);
}

function unreadable(): never {
  throw noPicture();
}
