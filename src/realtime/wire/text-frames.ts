/** Whole WebSocket frames, ready for a socket, and how many they are. */
export interface Frames {
  readonly bytes: Buffer;
  readonly count: number;
}

const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;

/** The texts as unmasked text frames (RFC 6455 section 5.2), one after the other in one buffer. */
export function textFrames(texts: readonly string[]): Frames {
  let size = 0;
  for (const text of texts) {
    const length = Buffer.byteLength(text);
    size += headerSize(length) + length;
  }
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const text of texts) {
    at = writeHeader(bytes, at, { kind: FINAL_TEXT, length: Buffer.byteLength(text) });
    at += bytes.write(text, at);
  }
  return { bytes, count: texts.length };
}

/** A ping without content: the answer proves that somebody is still there. */
export const PING: Frames = { bytes: Buffer.from([0x89, 0]), count: 1 };

const headerSize = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

/** What stands before so many bytes of content, so that these need not be copied. */
export function binaryHeader(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(headerSize(length));
  writeHeader(bytes, 0, { kind: FINAL_BINARY, length });
  return bytes;
}

function writeHeader(bytes: Buffer, at: number, { kind, length }: { kind: number; length: number }): number {
  bytes[at] = kind;
  if (length < 126) {
    bytes[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    bytes[at + 1] = 126;
    return bytes.writeUInt16BE(length, at + 2);
  }
  bytes[at + 1] = 127;
  return bytes.writeBigUInt64BE(BigInt(length), at + 2);
}
