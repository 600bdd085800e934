import { release } from './guard.mjs';

export default async function tidyUp() {
  await globalThis.parleyDatabase?.stop();
  await release();
}
