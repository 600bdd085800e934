import { PassThrough } from 'node:stream';
import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { LIMITS } from '../../src/shared/limits.js';
import { FileIntake } from '../../src/realtime/wire/file-intake.js';
import { bytesOf } from '../support/files.js';

const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);
const [CONTINUED, TEXT, BINARY, FINAL] = [0, 1, 2, 0x80];

function lengthBytes(length: number): number[] {
  if (length < 126) return [length];
  if (length < 65_536) return [126, length >> 8, length & 255];
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return [127, ...bytes];
}

/** A frame as a client sends it. */
function frame(first: number, content: Buffer): Buffer {
  const [short, ...more] = lengthBytes(content.length);
  const masked = Buffer.from(content.map((byte, at) => byte ^ MASK[at & 3]!));
  return Buffer.concat([Buffer.from([first, 0x80 | short!, ...more]), MASK, masked]);
}

const binary = (content: Buffer): Buffer => frame(FINAL | BINARY, content);
const text = (words: string): Buffer => frame(FINAL | TEXT, Buffer.from(words));

/** What an intake makes of bytes that come in pieces of that size, in the order in which it says so. */
function taken(bytes: Buffer, size: number, isWanted = () => true) {
  const socket = new PassThrough() as unknown as Socket;
  const left: Buffer[] = [];
  const said: ('content' | 'library')[] = [];
  const note = (who: 'content' | 'library') => void (said.at(-1) === who || said.push(who));
  socket.on('data', (piece: Buffer) => {
    left.push(Buffer.from(piece));
    note('library');
  });
  const intake = new FileIntake(new WebSocket(null as never, undefined, {}), socket);
  const content: Buffer[] = [];
  const frames: number[] = [];
  intake.onFrame = (length) => void frames.push(length);
  const take = (piece: Buffer) => {
    content.push(Buffer.from(piece));
    note('content');
  };
  for (let at = 0; at < bytes.length; at += size) {
    intake.onContent = isWanted() ? take : null;
    socket.emit('data', Buffer.from(bytes.subarray(at, at + size)));
  }
  return { content: Buffer.concat(content), pieces: content.length, library: Buffer.concat(left), frames, said };
}

describe('what is in the binary frames of a file', () => {
  const contents = [bytesOf(70_001), bytesOf(65_535), bytesOf(126), bytesOf(125), bytesOf(0), bytesOf(3)];
  const whole = Buffer.concat(contents);

  it.each([1, 2, 3, 7, 100, 4_093, 65_536, 1_000_000])('is taken out as it was sent, in pieces of %i bytes', (size) => {
    const found = taken(Buffer.concat(contents.map(binary)), size);

    expect(found.content.equals(whole)).toBe(true);
    expect(found.frames).toEqual(contents.map(({ length }) => length));
    expect(found.library.length).toBe(0);
  });

  it('goes on in as many pieces as came from the network, however the frames lie in them', () => {
    const frames = Buffer.concat(contents.map(binary));

    expect(taken(frames, 65_536).pieces).toBe(Math.ceil(frames.length / 65_536));
  });

  it('may be spread over fragments, with a ping between them', () => {
    const ping = frame(FINAL | 9, Buffer.from('there?'));
    const parts = [frame(BINARY, Buffer.from('ab')), ping, frame(CONTINUED, Buffer.from('cd'))];

    const found = taken(Buffer.concat([...parts, frame(FINAL | CONTINUED, Buffer.from('e')), text('x')]), 5);

    expect(found.content.toString()).toBe('abcde');
    expect(found.library).toEqual(Buffer.concat([ping, text('x')]));
  });

  it('stays in order with what is said in text', () => {
    const words = [text('begin'), text('end')];
    const all = Buffer.concat([words[0]!, binary(Buffer.from('one')), binary(Buffer.from('two')), words[1]!]);

    for (const size of [1, all.length]) {
      const found = taken(all, size);
      expect(found.said).toEqual(['library', 'content', 'library']);
      expect(found.library).toEqual(Buffer.concat(words));
      expect(found.content.toString()).toBe('onetwo');
    }
  });
});

describe('is left to ws, byte for byte,', () => {
  const unmasked = Buffer.concat([Buffer.from([FINAL | BINARY, 3]), Buffer.from('abc')]);
  const reserved = frame(FINAL | 0x40 | BINARY, Buffer.from('abc'));

  it.each([
    ['what nobody wants', binary(bytesOf(300)), () => false],
    ['text', text('a'.repeat(70_000)), () => true],
    ['a frame without a mask', unmasked, () => true],
    ['a frame with a bit that means nothing', reserved, () => true],
    ['a frame that is too large', binary(bytesOf(LIMITS.fileFrame + 1)), () => true],
    ['the rest of a message that began there', frame(FINAL | CONTINUED, bytesOf(10)), () => true],
    ['a goodbye', frame(FINAL | 8, Buffer.from([3, 232])), () => true],
  ])('%s', (_what, bytes, isWanted) => {
    for (const size of [1, 1000, 2 ** 21]) {
      const found = taken(bytes, size, isWanted);
      expect(found.library.equals(bytes)).toBe(true);
      expect([found.content.length, found.frames]).toEqual([0, []]);
    }
  });

  it('and nothing after a goodbye', () => {
    const goodbye = frame(FINAL | 8, Buffer.from([3, 232]));

    expect(taken(Buffer.concat([goodbye, text('and'), binary(bytesOf(9))]), 4)).toMatchObject({
      library: goodbye,
      pieces: 0,
    });
  });

  it('a frame that was wanted when it began, and is not any more, is nobody’s', () => {
    let asked = 0;

    const found = taken(Buffer.concat([binary(bytesOf(100)), text('x')]), 50, () => asked++ === 0);

    expect(found.library).toEqual(text('x'));
    expect(found.content.length).toBeLessThan(100);
  });
});
