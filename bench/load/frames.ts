/** WebSocket frames as a client needs them (RFC 6455), without what a general library must do for each of them. */
export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** Where the payload of the frame at `at` begins and ends, or undefined while its header is not whole. */
export function payloadAt(data: Buffer, at: number): { start: number; end: number } | undefined {
  if (data.length < at + 2) return undefined;
  const short = data[at + 1]! & 0x7f;
  const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
  if (data.length < start) return undefined;
  if (short < 126) return { start, end: start + short };
  return { start, end: start + (short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2))) };
}

/** A frame of a client. The mask is four zeros: the server unmasks all the same, and here nothing has to be masked. */
export function clientFrame(payload: string | Buffer, opcode: number = OPCODE.text): Buffer {
  const length = Buffer.byteLength(payload);
  const extended = length < 126 ? 0 : 2;
  const frame = Buffer.alloc(2 + extended + 4 + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (extended ? 126 : length);
  if (extended) frame.writeUInt16BE(length, 2);
  if (typeof payload === 'string') frame.write(payload, 6 + extended);
  else payload.copy(frame, 6 + extended);
  return frame;
}
