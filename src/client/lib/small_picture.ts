/** What a file shows, or null where it shows nothing. */
export async function pictureIn(file: File): Promise<HTMLImageElement | null> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** The middle of a picture, in this size and shape. */
export function drawnSmall(
  image: HTMLImageElement,
  { width, height }: { width: number; height: number },
  quality: number,
): Promise<Blob | null> {
  const scale = Math.min(image.naturalWidth / width, image.naturalHeight / height);
  const [wide, high] = [width * scale, height * scale];
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const [left, top] = [(image.naturalWidth - wide) / 2, (image.naturalHeight - high) / 2];
  canvas.getContext('2d')!.drawImage(image, left, top, wide, high, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob(done, 'image/webp', quality));
}
