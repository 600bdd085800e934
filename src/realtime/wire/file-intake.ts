import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { LIMITS } from '../../shared/limits.js';

/** What `ws` unmasks with. It says nothing of its types. */
const { unmask } = createRequire(import.meta.url)('bufferutil') as { unmask(bytes: Buffer, mask: Buffer): void };

const [CONTINUED, BINARY, CLOSE] = [0, 2, 8];
const [FINAL, RESERVED, OPCODE, MASKED, LENGTH] = [0x80, 0x70, 0x0f, 0x80, 0x7f];
const LONGEST_HEADER = 14;

type Listener = (this: Socket, bytes: Buffer) => void;

/**
 * Stands between the network and `ws`, and takes out what is in binary frames while somebody wants it: piece by piece as
 * it comes, unmasked where it lies. `ws` would wait for whole frames and copy them together. It still reads every other
 * frame, and those that break a rule, so the rules stay in one place.
 */
export class FileIntake {
  /** Who wants what is in binary frames. It decides anew with every frame. */
  onContent: ((bytes: Buffer) => void) | null = null;
  /** Hears of each frame that `ws` does not see, and how long it is. */
  onFrame: (length: number) => void = () => undefined;
  private readonly header = Buffer.alloc(LONGEST_HEADER);
  private headerRead = 0;
  /** What is still to come of this frame. */
  private left = 0;
  /** Of a frame that is taken out. */
  private mask: Buffer | null = null;
  private isContinued = false;
  /** `ws` has found a rule broken and reads no further. */
  private isBroken = false;
  private saidGoodbye = false;
  private readonly library: Listener;
  /** Where in the piece at hand the content lies, pushed together. */
  private begins = 0;
  private ends = 0;

  constructor(
    ws: WebSocket,
    private readonly socket: Socket,
  ) {
    const [library] = socket.listeners('data') as Listener[];
    this.library = library!;
    socket.off('data', this.library).on('data', (bytes: Buffer) => this.read(bytes));
    ws.once('error', () => (this.isBroken = true));
  }

  private get isOver(): boolean {
    return this.isBroken || (this.saidGoodbye && this.left === 0);
  }

  private read(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.isOver;)
      at = this.left > 0 ? this.readBody(bytes, at) : this.readHeader(bytes, at);
    this.giveContent(bytes);
  }

  private readHeader(bytes: Buffer, at: number): number {
    const { header } = this;
    let next = at;
    while (next < bytes.length && this.headerRead < sizeOf(header, this.headerRead))
      header[this.headerRead++] = bytes[next++]!;
    if (this.headerRead === sizeOf(header, this.headerRead)) this.begin(bytes, header.subarray(0, this.headerRead));
    return next;
  }

  private begin(bytes: Buffer, header: Buffer): void {
    const length = lengthOf(header);
    this.headerRead = 0;
    this.left = length;
    this.mask = this.isContent(header, length) ? Buffer.from(header.subarray(-4)) : null;
    if (this.mask) return this.onFrame(length);
    this.giveContent(bytes);
    this.saidGoodbye = (header[0]! & OPCODE) === CLOSE;
    this.pass(Buffer.from(header));
  }

  private readBody(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.left);
    this.left -= end - at;
    if (this.mask) {
      this.keep(bytes, at, end);
    } else {
      this.giveContent(bytes);
      this.pass(bytes.subarray(at, end));
    }
    return end;
  }

  private isContent(header: Buffer, length: number): boolean {
    const [first, second] = [header[0]!, header[1]!];
    const opcode = first & OPCODE;
    const follows = opcode === CONTINUED && this.isContinued;
    const isWanted = follows || (opcode === BINARY && !this.isContinued && this.onContent !== null);
    const isProper = (first & RESERVED) === 0 && (second & MASKED) !== 0 && length <= LIMITS.fileFrame;
    if (!isWanted || !isProper) return false;
    this.isContinued = (first & FINAL) === 0;
    return true;
  }

  /** Frames that came in one piece go on in one piece: what is behind a header moves over it. */
  private keep(bytes: Buffer, at: number, end: number): void {
    this.unmask(bytes.subarray(at, end));
    if (this.begins === this.ends) this.begins = this.ends = at;
    else bytes.copyWithin(this.ends, at, end);
    this.ends += end - at;
  }

  private unmask(content: Buffer): void {
    const mask = this.mask!;
    unmask(content, mask);
    const turn = content.length & 3;
    if (turn) this.mask = Buffer.concat([mask.subarray(turn), mask.subarray(0, turn)]);
  }

  private giveContent(bytes: Buffer): void {
    const content = bytes.subarray(this.begins, this.ends);
    this.begins = this.ends = 0;
    if (content.length > 0) this.onContent?.(content);
  }

  private pass(bytes: Buffer): void {
    this.library.call(this.socket, bytes);
  }
}

/** As far as can be told from what is there. */
function sizeOf(header: Buffer, read: number): number {
  if (read < 2) return 2;
  const length = header[1]! & LENGTH;
  const extended = length === 126 ? 2 : length === 127 ? 8 : 0;
  return 2 + extended + (header[1]! & MASKED ? 4 : 0);
}

function lengthOf(header: Buffer): number {
  const length = header[1]! & LENGTH;
  if (length === 126) return header.readUInt16BE(2);
  return length === 127 ? Number(header.readBigUInt64BE(2)) : length;
}
