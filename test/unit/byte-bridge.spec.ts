import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ByteBridge, type Ending, type Sink, type Source } from '../../src/transfers/byte-bridge.js';
import { Leg } from '../../src/transfers/transfer.js';
import { TransferTimes } from '../../src/transfers/transfer-times.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

class TestSource implements Source {
  ending: Ending | undefined;
  reading = false;
  pause = () => void (this.reading = false);
  resume = () => void (this.reading = true);
  end = (ending: Ending) => void (this.ending = ending);
}

class TestSink implements Sink {
  ending: Ending | undefined;
  began: number | undefined;
  announced: string | undefined;
  chunks: Buffer[] = [];
  /** How many bytes it takes before it asks to wait. */
  room = Infinity;
  begin = (offset: number) => void (this.began = offset);
  end = (ending: Ending) => void (this.ending = ending);
  finish = (hash: string) => void (this.announced = hash);
  write(bytes: Buffer): boolean {
    this.chunks.push(Buffer.from(bytes));
    this.room -= bytes.length;
    return this.room > 0;
  }
}

/** A bridge with its leg, and what was told of it. */
function bridgeFor(size: number) {
  const told: unknown[] = [];
  const leg = new Leg(size, new TransferTimes(), 0);
  const bridge = new ByteBridge(leg, () => 0, {
    passed: () => undefined,
    paused: () => told.push('paused'),
    done: (hash) => told.push(hash),
    failed: (reason) => told.push(reason),
  });
  return { leg, bridge, told };
}

/** Both sides there. */
function met(size: number, room = Infinity) {
  const made = bridgeFor(size);
  const [source, sink] = [new TestSource(), new TestSink()];
  sink.room = room;
  made.leg.accept(0, 0);
  made.bridge.from(source);
  made.bridge.to(sink);
  return { ...made, source, sink };
}

describe('the bridge from a sender to a recipient', () => {
  it('reads nothing before both are there, whoever comes first', () => {
    for (const order of ['source', 'sink']) {
      const { leg, bridge } = bridgeFor(3);
      const [source, sink] = [new TestSource(), new TestSink()];
      leg.accept(0, 0);

      if (order === 'source') bridge.from(source);
      else bridge.to(sink);
      expect([source.reading, sink.began, leg.state]).toEqual([false, undefined, 'accepted']);
      if (order === 'source') bridge.to(sink);
      else bridge.from(source);

      expect([source.reading, sink.began, leg.state]).toEqual([true, 0, 'flowing']);
    }
  });

  it('does not read while the recipient does not take more', () => {
    const { bridge, source, sink } = met(10, 4);

    bridge.take(source, Buffer.alloc(5));
    expect(source.reading).toBe(false);
    bridge.drained(sink);

    expect(source.reading).toBe(true);
  });

  it('is done when the recipient has read everything, not before', () => {
    const { bridge, source, sink, told } = met(3);

    bridge.take(source, Buffer.from('abc'));
    bridge.finish(source);
    expect([sink.announced, told]).toEqual([sha256(Buffer.from('abc')), []]);
    bridge.received(sink);

    const ending = { kind: 'done', bytes: 3, sha256: sha256(Buffer.from('abc')) };
    expect([source.ending, sink.ending, told]).toEqual([ending, ending, [ending.sha256]]);
  });

  it('lets the other side go at once when one is lost, also while the last bytes are on their way', () => {
    for (const lost of ['source', 'sink'] as const) {
      const made = met(3);
      const { bridge, source, sink, told, leg } = made;
      bridge.take(source, Buffer.from('ab'));

      bridge.lose(made[lost]);

      const ending = { kind: 'paused', offset: 2 };
      expect([source.ending, sink.ending, told, leg.state]).toEqual([ending, ending, ['paused'], 'paused']);
    }
    const { bridge, source, sink, leg } = met(3);
    bridge.take(source, Buffer.from('abc'));
    bridge.finish(source);
    bridge.lose(sink);
    expect([leg.state, source.ending]).toEqual(['paused', { kind: 'paused', offset: 3 }]);
  });

  it('hears nothing more of connections that it has let go', () => {
    const { bridge, source, sink, told } = met(3);
    bridge.lose(sink);

    bridge.take(source, Buffer.from('a'));
    bridge.finish(source);
    bridge.drained(sink);
    bridge.received(sink);
    bridge.lose(source);

    expect([sink.chunks, told]).toEqual([[], ['paused']]);
  });

  it('fails when there are more or fewer bytes than were offered', () => {
    const more = met(3);
    more.bridge.take(more.source, Buffer.from('abcd'));
    const fewer = met(3);
    fewer.bridge.take(fewer.source, Buffer.from('ab'));
    fewer.bridge.finish(fewer.source);

    expect([more.told, fewer.told]).toEqual([['size_mismatch'], ['size_mismatch']]);
    expect([more.sink.chunks, fewer.sink.announced]).toEqual([[], undefined]);
  });

  it('keeps the last bytes until the sender says that they were, and of which file', () => {
    const [honest, other] = [met(3), met(3)];
    for (const { bridge, source } of [honest, other]) {
      bridge.take(source, Buffer.from('ab'));
      bridge.take(source, Buffer.from('c'));
    }
    expect([Buffer.concat(honest.sink.chunks).toString(), honest.leg.position]).toEqual(['ab', 2]);

    honest.bridge.finish(honest.source, sha256(Buffer.from('abc')));
    other.bridge.finish(other.source, sha256(Buffer.from('abd')));

    expect([Buffer.concat(honest.sink.chunks).toString(), honest.sink.announced]).toEqual([
      'abc',
      sha256(Buffer.from('abc')),
    ]);
    expect([other.told, Buffer.concat(other.sink.chunks).toString()]).toEqual([['size_mismatch'], 'ab']);
    const more = met(3);
    more.bridge.take(more.source, Buffer.from('abc'));
    more.bridge.take(more.source, Buffer.from('d'));
    expect([more.told, more.sink.chunks]).toEqual([['size_mismatch'], []]);
  });

  it('brings every byte once and hashes the whole, wherever it breaks and from wherever it goes on', () => {
    const breaks = fc.array(fc.record({ after: fc.nat(300), keeps: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), breaks, fc.integer({ min: 1, max: 97 }), (file, cuts, step) => {
        const { leg, bridge, told } = bridgeFor(file.length);
        let kept = Buffer.alloc(0);
        for (const cut of [...cuts, null]) {
          const [source, sink] = [new TestSource(), new TestSink()];
          leg.accept(kept.length, 0);
          bridge.to(sink);
          bridge.from(source);
          const until = cut ? Math.min(file.length, leg.offset + cut.after) : file.length;
          for (let at = leg.offset; at < until; at += step)
            bridge.take(source, Buffer.from(file.subarray(at, Math.min(until, at + step))));
          if (cut) bridge.lose(sink);
          else bridge.finish(source);
          const all = Buffer.concat([kept, ...sink.chunks]);
          kept = cut ? all.subarray(0, Math.round(all.length * cut.keeps)) : all;
          if (!cut) bridge.received(sink);
        }

        expect(kept.equals(Buffer.from(file))).toBe(true);
        expect(told.at(-1)).toBe(sha256(file));
      }),
    );
  });
});
