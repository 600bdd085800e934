import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Ack } from '../../src/shared/errors.js';
import { CatchingUp } from '../../src/shared/live/catching-up.js';
import type { Missed } from '../../src/shared/payloads.js';

const SECOND = 1000;
const NOTHING: Ack<Missed> = { ok: true, chats: [], added: [], removed: [], presence: [] };

describe('asking for what was missed', () => {
  let open: boolean;
  let asked: number;
  let reopened: number;
  let gaveUp: number;
  let more: boolean[];
  let answer: () => Promise<Ack<Missed>>;
  let catchingUp: CatchingUp;
  beforeEach(() => {
    jest.useFakeTimers();
    [open, asked, reopened, gaveUp, more] = [true, 0, 0, 0, []];
    answer = () => Promise.resolve(NOTHING);
    catchingUp = new CatchingUp(
      {
        isOpen: () => open,
        ask: () => (asked++, answer()),
        take: () => more.shift() ?? false,
        reopen: () => void reopened++,
        giveUp: () => void gaveUp++,
      },
      3,
    );
  });
  afterEach(() => {
    catchingUp.stop();
    jest.useRealTimers();
  });

  it('goes on until there is no more', async () => {
    more = [true, true];
    await catchingUp.now();

    expect([asked, gaveUp]).toEqual([3, 0]);
  });

  it('gives up where there is more than can be asked for', async () => {
    more = [true, true, true, true];
    await catchingUp.now();

    expect([asked, gaveUp]).toEqual([3, 1]);
  });

  it('goes on one at a time, and asks once more for what went missing meanwhile', async () => {
    await Promise.all([catchingUp.now(), catchingUp.now(), catchingUp.now()]);

    expect(asked).toBe(2);
  });

  it('happens every 30 seconds, however often there was a reason to ask in between', async () => {
    for (let n = 0; n < 5; n++) await catchingUp.now();
    asked = 0;
    await jest.advanceTimersByTimeAsync(95 * SECOND);

    expect(asked).toBe(3);
  });

  it('ends with the line, and begins again when asked to', async () => {
    await catchingUp.now();
    open = false;
    await jest.advanceTimersByTimeAsync(95 * SECOND);
    expect(asked).toBe(1);

    open = true;
    await catchingUp.now();
    expect(asked).toBe(2);
  });

  it('that gets no answer opens the line anew', async () => {
    answer = () => Promise.reject(new Error('No answer'));
    await catchingUp.now();

    expect([asked, reopened]).toEqual([1, 1]);
  });

  it('that is refused waits as long as it is told to, and leaves the line alone', async () => {
    answer = () => Promise.resolve({ ok: false, code: 'unavailable', detail: 'Busy.', retry_after: 5 });
    const done = catchingUp.now();
    await jest.advanceTimersByTimeAsync(4 * SECOND);
    expect(asked).toBe(1);

    answer = () => Promise.resolve(NOTHING);
    await jest.advanceTimersByTimeAsync(2 * SECOND);
    await done;
    expect([asked, reopened, gaveUp]).toEqual([2, 0, 0]);
  });
});
