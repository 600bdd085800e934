import { LIMITS } from '../shared/limits.js';

/** How large a picture may be: in pixels, and in bytes as it was sent. */
export interface Bounds {
  width: number;
  height: number;
  bytes: number;
}

export const ICON: Bounds = { width: LIMITS.iconPixels, height: LIMITS.iconPixels, bytes: LIMITS.iconBytes };
export const BANNER: Bounds = { width: LIMITS.bannerWidth, height: LIMITS.bannerHeight, bytes: LIMITS.bannerBytes };
