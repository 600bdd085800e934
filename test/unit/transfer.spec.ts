import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Leg, type LegState } from '../../src/transfers/transfer.js';
import { TransferTimes } from '../../src/transfers/transfer-times.js';

const times = new TransferTimes();
const legOf = (size = 100): Leg => new Leg(size, times, 0);
const MINUTE = 60_000;

describe('the way of a file to one recipient', () => {
  it('is offered, accepted, flows and is done', () => {
    const leg = legOf();
    const states: LegState[] = [leg.state];

    leg.accept(0, 1);
    states.push(leg.state);
    leg.begin(2);
    states.push(leg.state);
    leg.advance(100, 3);
    leg.complete();

    expect([...states, leg.state]).toEqual(['offered', 'accepted', 'flowing', 'done']);
    expect([leg.isOpen, leg.isActive]).toEqual([false, false]);
  });

  it('is over when nobody takes the offer within two minutes', () => {
    const leg = legOf();

    expect([leg.overdue(2 * MINUTE - 1), leg.overdue(2 * MINUTE)]).toEqual([null, 'expire']);
  });

  it('waits half a minute for the other side, anew when one has come', () => {
    const leg = legOf();
    leg.accept(0, 0);
    expect([leg.overdue(29_999), leg.overdue(30_000)]).toEqual([null, 'pause']);

    leg.await(20_000);

    expect([leg.overdue(49_999), leg.overdue(50_000)]).toEqual([null, 'pause']);
  });

  it('lets a recipient who goes on wait for the sender as long as it may go on at all', () => {
    const leg = legOf();
    leg.accept(0, 0);
    leg.begin(0);
    leg.pause(0);
    leg.accept(0, 10_000);

    leg.await(10_000, true);
    expect([leg.overdue(2 * MINUTE - 1), leg.overdue(2 * MINUTE)]).toEqual([null, 'pause']);
    leg.await(10_000);
    expect(leg.overdue(40_000)).toBe('pause');
    leg.await(110_000, true);
    expect([leg.overdue(139_999), leg.overdue(140_000)]).toEqual([null, 'pause']);
  });

  it('pauses when neither side has moved for 45 seconds', () => {
    const leg = legOf();
    leg.accept(0, 0);
    leg.begin(0);
    leg.advance(1, 10_000);

    expect([leg.overdue(54_999), leg.overdue(55_000)]).toEqual([null, 'pause']);
  });

  it('stands still a second after something was passed on, and only while it flows', () => {
    const leg = legOf();
    leg.accept(0, 0);
    expect(leg.isStill(10_000)).toBe(false);
    leg.begin(0);
    leg.advance(1, 10_000);

    expect([leg.isStill(10_999), leg.isStill(11_000)]).toEqual([false, true]);
    leg.pause(11_000);
    expect(leg.isStill(20_000)).toBe(false);
  });

  it('goes on from what was passed on, or earlier, within two minutes, ten times', () => {
    const leg = legOf();
    leg.accept(0, 0);
    leg.begin(0);
    leg.advance(60, 0);
    leg.pause(0);
    expect([0, 59, 60].map((at) => leg.mayStartAt(at))).toEqual([true, true, true]);
    const wrong = [61, 100, 101, -1, 0.5, Number.NaN, Infinity, 2 ** 53, '1' as never, null as never];
    expect(wrong.filter((at) => leg.mayStartAt(at))).toEqual([]);
    expect([leg.overdue(2 * MINUTE - 1), leg.overdue(2 * MINUTE)]).toEqual([null, 'expire']);

    for (let again = 1; again <= 10; again++) {
      expect(leg.mayStartAgain).toBe(true);
      leg.accept(60, 0);
      leg.pause(0);
    }

    expect(leg.mayStartAgain).toBe(false);
    expect(() => leg.accept(60, 0)).toThrow('cannot start');
  });

  it.each([
    ['declined', 'declined'],
    ['cancelled', 'cancelled'],
    ['expired', 'expired'],
    ['peer_gone', 'failed'],
    ['size_mismatch', 'failed'],
    ['not_a_member', 'failed'],
    ['too_large', 'failed'],
  ] as const)('that ends for "%s" is %s', (reason, state) => {
    const leg = legOf();
    leg.fail(reason);
    expect([leg.state, leg.reason, leg.isOpen]).toEqual([state, reason, false]);
  });

  it('is never complete before the last byte, and never longer than was said', () => {
    const leg = legOf();
    leg.accept(0, 0);
    leg.begin(0);
    leg.advance(99, 0);

    expect(() => leg.complete()).toThrow('cut-off');
    expect(() => leg.advance(2, 0)).toThrow('More');
  });

  /** Which step leads from which state to which, written down a second time. */
  const MODEL: Record<string, Partial<Record<LegState, LegState>>> = {
    accept: { offered: 'accepted', accepted: 'accepted', paused: 'accepted' },
    begin: { accepted: 'flowing' },
    pause: { accepted: 'paused', flowing: 'paused' },
    decline: { offered: 'declined', accepted: 'declined', flowing: 'declined', paused: 'declined' },
    lose: { offered: 'failed', accepted: 'failed', flowing: 'failed', paused: 'failed' },
    advance: { flowing: 'flowing' },
  };

  it('takes no step that its state does not allow, whatever happens in whatever order', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom(...Object.keys(MODEL)), fc.nat(40)), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (taken) => {
        const leg = legOf();
        let state: LegState = 'offered';
        let position = 0;
        let starts = 0;
        for (const [step, n] of taken) {
          const offset = Math.min(n, position);
          const most = Math.min(n, 100 - position);
          const act: Record<string, () => void> = {
            accept: () => leg.accept(offset, 0),
            begin: () => leg.begin(0),
            pause: () => leg.pause(0),
            decline: () => leg.fail('declined'),
            lose: () => leg.fail('peer_gone'),
            advance: () => leg.advance(most, 0),
          };
          const next: LegState | undefined = step === 'accept' && starts > 10 ? undefined : MODEL[step]![state];
          if (next === undefined) expect(act[step]).toThrow('transfer');
          else act[step]!();
          if (next !== undefined) {
            state = next;
            if (step === 'accept') [position, starts] = [offset, starts + 1];
            if (step === 'advance') position += most;
          }
          expect([leg.state, leg.position]).toEqual([state, position]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
