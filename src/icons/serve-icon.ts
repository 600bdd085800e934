import type { Response } from 'express';
import type { Icon } from './check-icon.js';

const EXTENSIONS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
};

/** Answers with a stored picture in a way that nothing in it could ever run, even when it is opened by itself. */
export function serveIcon(response: Response, { type, bytes, hash }: Icon): void {
  response
    .set({
      'Content-Type': type,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Content-Disposition': `inline; filename="icon.${EXTENSIONS[type] ?? 'bin'}"`,
      'Cache-Control': 'private, max-age=31536000, immutable',
      ETag: `"${hash}"`,
    })
    .send(bytes);
}
