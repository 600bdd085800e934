import { LIMITS } from '../../shared/limits.js';

const LARGEST = 64 * 2 ** 20;
const PATIENCE_MS = 3000;
/** Each smaller or coarser than the one before. */
const TRIES = [
  [LIMITS.thumbnailPixels, 0.75],
  [LIMITS.thumbnailPixels, 0.4],
  [LIMITS.thumbnailPixels / 2, 0.5],
] as const;

/** A small picture of a picture, as a `data:` URL drawn anew; undefined for what is none, or takes long. */
export async function thumbnailOf(file: File): Promise<string | undefined> {
  if (!file.type.startsWith('image/') || file.size > LARGEST) return undefined;
  const late = new Promise<undefined>((done) => setTimeout(() => done(undefined), PATIENCE_MS));
  return Promise.race([drawn(file).catch(() => undefined), late]);
}

async function drawn(file: File): Promise<string | undefined> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    for (const [pixels, quality] of TRIES) {
      const small = await shrunk(image, pixels, quality);
      if (small && small.size <= LIMITS.thumbnailBytes) return await asUrl(small);
    }
  } finally {
    URL.revokeObjectURL(image.src);
  }
  return undefined;
}

async function shrunk(image: HTMLImageElement, pixels: number, quality: number): Promise<Blob | null> {
  const { naturalWidth: wide, naturalHeight: high } = image;
  const scale = Math.min(1, pixels / Math.max(wide, high));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [wide, high].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const webp = await blobOf(canvas, 'image/webp', quality);
  // Some browsers write PNG where they cannot write WebP.
  return webp?.type === 'image/webp' ? webp : blobOf(canvas, 'image/jpeg', quality);
}

const blobOf = (canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> =>
  new Promise((done) => canvas.toBlob(done, type, quality));

const asUrl = (blob: Blob): Promise<string> =>
  new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as string);
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
