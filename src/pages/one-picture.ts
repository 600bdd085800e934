import { LIMITS } from '../shared/limits.js';

/** A byte more than a picture may have, so that its own rule refuses it. */
const icon = { files: 1, fileSize: LIMITS.iconBytes + 1, fieldNameSize: 20 };

/** One picture and the security token. */
export const ONE_PICTURE = { limits: { ...icon, fields: 2, fieldSize: 200, parts: 3 } };
export const ONE_BANNER = { limits: { ...ONE_PICTURE.limits, fileSize: LIMITS.bannerBytes + 1 } };

/** One picture among a few short texts. */
export const PICTURE_AND_FIELDS = {
  limits: { ...icon, fields: 8, fieldSize: LIMITS.groupDescription * 4, parts: 9 },
};
