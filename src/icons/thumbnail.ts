import { invalidInput } from '../errors/app-error.js';
import { LIMITS } from '../shared/limits.js';
import { rasterFormatOf } from './raster-format.js';
import { sharp } from './tame-sharp.js';

const DATA_URL = /^(?:data:image\/[a-z0-9.+-]{1,32};base64,)?([A-Za-z0-9+/]+={0,2})$/;
const MOST_TEXT = Math.ceil((LIMITS.thumbnailBytes * 4) / 3) + 100;
const MOST_PIXELS = 2048 * 2048;

const refused = (sentence: string) => invalidInput({ thumbnail: [sentence] });
const noPicture = () => refused('The preview must be a small PNG, JPEG, GIF or WebP, as a data: URL.');

/** Draws a preview anew, without anything hidden in it, and answers it as a `data:` URL. Throws `invalid_input` for what is none. */
export async function thumbnailOf(given: string): Promise<string> {
  if (given.length > MOST_TEXT) throw refused(`The preview is too large: at most ${LIMITS.thumbnailBytes / 1024} kB.`);
  const [, base64] = DATA_URL.exec(given.trim()) ?? [];
  if (base64 === undefined) throw noPicture();
  const source = Buffer.from(base64, 'base64');
  if (source.length > LIMITS.thumbnailBytes)
    throw refused(`The preview is too large: at most ${LIMITS.thumbnailBytes / 1024} kB.`);
  if (!rasterFormatOf(source)) throw noPicture();
  const drawn = await redrawn(source, 75);
  const small = drawn.length <= LIMITS.thumbnailBytes ? drawn : await redrawn(source, 30);
  if (small.length > LIMITS.thumbnailBytes) throw refused('The preview has too many details; make it smaller.');
  return `data:image/webp;base64,${small.toString('base64')}`;
}

const redrawn = (source: Buffer, quality: number): Promise<Buffer> =>
  sharp(source, { limitInputPixels: MOST_PIXELS, pages: 1, failOn: 'error' })
    .timeout({ seconds: 2 })
    .autoOrient()
    .resize(LIMITS.thumbnailPixels, LIMITS.thumbnailPixels, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality })
    .toBuffer()
    .catch(() => {
      throw noPicture();
    });
