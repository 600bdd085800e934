import { AppError } from '../errors/app-error.js';
import type { Bounds } from './bounds.js';

/** Every refusal is a 400 (contract.md section 3), the one for too many bytes as well. */
export const refused = (sentence: string) => new AppError('invalid_input', sentence);

export const tooManyBytes = ({ bytes }: Bounds) =>
  refused(`The picture is too large: at most ${bytes / 1024} kB are possible. Save it smaller and try again.`);

export const wrongSize = (width: number | string, height: number | string, most: Bounds) =>
  refused(
    `The picture is ${width} × ${height} pixels: at most ${most.width} × ${most.height} are possible. Scale it down and try again.`,
  );

export const noPicture = () =>
  refused('This is not a picture that can be used here. PNG, JPEG, GIF, WebP and SVG are possible.');
