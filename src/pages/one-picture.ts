import { LIMITS } from '../shared/limits.js';

/** One picture and the security token. A byte more than a picture may have, so that its own rule refuses it. */
export const ONE_PICTURE = {
  limits: { files: 1, fileSize: LIMITS.iconBytes + 1, fields: 2, fieldSize: 200, fieldNameSize: 20, parts: 3 },
};
