import type { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import * as ws from 'ws';
import { Broadcast } from '../../src/realtime/wire/broadcast.js';
import type { Dialect } from '../../src/realtime/wire/dialect.js';
import { PING, textFrames } from '../../src/realtime/wire/text-frames.js';

/** The parser of the library, which its types leave out. */
type Parser = EventEmitter & { write(bytes: Buffer, done: () => void): void };
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Parser };

/** What a WebSocket client reads in these bytes. */
function read(bytes: Buffer): Promise<string[]> {
  const texts: string[] = [];
  const receiver = new Receiver({ isServer: false });
  receiver.on('message', (data: Buffer) => void texts.push(data.toString()));
  receiver.on('ping', () => void texts.push('(ping)'));
  return new Promise((resolve, reject) => {
    receiver.on('error', reject);
    receiver.write(bytes, () => setImmediate(() => resolve(texts)));
  });
}

describe('frames that we write ourselves', () => {
  it('are read by a client as they were meant, at every length that changes the header', async () => {
    const texts = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000].map((length) => 'x'.repeat(length));

    expect(await read(textFrames(texts).bytes)).toEqual(texts);
  });

  it('count bytes, not characters', async () => {
    const texts = ['é'.repeat(63), '語'.repeat(42), '😀'.repeat(32), 'é'.repeat(32_768)];

    expect(await read(textFrames(texts).bytes)).toEqual(texts);
  });

  it('may be joined in any order with others', async () => {
    const bytes = Buffer.concat([textFrames(['a', 'b']).bytes, PING.bytes, textFrames(['c']).bytes]);

    expect(await read(bytes)).toEqual(['a', 'b', '(ping)', 'c']);
  });
});

describe('a broadcast', () => {
  const typing = { chat_id: 1, sender: 2, sender_username: 'ada' };
  const silent: Dialect = { textOf: () => null };
  const loud: Dialect = { textOf: ({ event }, json) => `${event} ${json}` };

  it('is encoded once for each dialect, and not at all where nobody has a word for it', () => {
    const broadcast = new Broadcast([
      { event: 'typing', payload: typing },
      { event: 'typing', payload: typing },
    ]);

    expect(broadcast.framesFor(loud)).toBe(broadcast.framesFor(loud));
    expect(broadcast.framesFor(loud)).toMatchObject({ count: 2 });
    expect(broadcast.framesFor(silent)).toBeNull();
  });
});
