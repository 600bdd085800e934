import type { IncomingMessage } from 'node:http';
import { AppError, invalidInput } from '../errors/app-error.js';
import { asSaid } from './as-said.js';
import { ICON } from './bounds.js';

const DEADLINE_MS = 10_000;
/** How much of a picture that is too large is read and thrown away, so that the sender is still there to hear why. */
const PATIENCE = 1_048_576;
const PICTURE = /^(?:image\/[\w.+-]+|application\/octet-stream)\s*(?:;|$)/i;

/** The bytes of a picture that is the whole body; at most one more than it may have, so that checkIcon refuses it. */
export async function iconBody(request: IncomingMessage, field = 'icon', most = ICON): Promise<Buffer> {
  if (!PICTURE.test(request.headers['content-type'] ?? 'application/octet-stream')) {
    throw invalidInput({ [field]: ['Send the bytes of the picture itself, with a Content-Type such as image/png.'] });
  }
  const tooLate = invalidInput({ [field]: ['The picture took too long to arrive. Try again.'] });
  const deadline = setTimeout(() => request.destroy(tooLate), DEADLINE_MS);
  try {
    return asSaid(await beginningOf(request, most.bytes + 1), request.headers['content-type'], field);
  } catch (error) {
    throw error instanceof AppError
      ? error
      : invalidInput({ [field]: ['The picture did not arrive whole. Try again.'] });
  } finally {
    clearTimeout(deadline);
  }
}

async function beginningOf(request: IncomingMessage, most: number): Promise<Buffer> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (size < most) kept.push(chunk.subarray(0, most - size));
    size += chunk.length;
    // Leaving the loop alone would keep the connection open and Node reading from it.
    if (size > PATIENCE) request.destroy();
  }
  return Buffer.concat(kept);
}
