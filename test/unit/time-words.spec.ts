import { describe, expect, it } from '@jest/globals';
import { clock, dayLabel, greeting, lastSeen, listTime } from '../../src/shared/time-words.js';

describe('times are said as people say them', () => {
  const now = new Date('2025-07-04T14:09:00Z');
  const at = (text: string) => new Date(text);

  it.each([
    ['2025-07-04T14:08:00Z', '14:08'],
    ['2025-07-03T23:59:00Z', 'Yesterday'],
    ['2025-06-30T10:00:00Z', 'Mon'],
    ['2025-06-20T10:00:00Z', '20 June'],
    ['2024-07-04T10:00:00Z', '4 July 2024'],
  ])('in a list, %s is %s', (time, words) => {
    expect(listTime(at(time), now, 'UTC')).toBe(words);
  });

  it('over the messages of a day: Today, Yesterday, then the day and its date', () => {
    expect(dayLabel(at('2025-07-04T00:00:00Z'), now, 'UTC')).toBe('Today');
    expect(dayLabel(at('2025-07-03T00:00:00Z'), now, 'UTC')).toBe('Yesterday');
    expect(dayLabel(at('2025-07-02T00:00:00Z'), now, 'UTC')).toBe('Wednesday, 2 July');
  });

  it('a day begins at midnight where the reader is', () => {
    const time = at('2025-07-03T22:30:00Z');

    expect(dayLabel(time, now, 'UTC')).toBe('Yesterday');
    expect(dayLabel(time, now, 'Europe/Berlin')).toBe('Today');
    expect(clock(time, 'Europe/Berlin')).toBe('00:30');
  });

  it('the day of a clock change is still one day', () => {
    const sunday = at('2025-10-26T22:00:00Z');

    expect(dayLabel(at('2025-10-25T22:30:00Z'), sunday, 'Europe/Berlin')).toBe('Today');
    expect(dayLabel(at('2025-10-25T21:30:00Z'), sunday, 'Europe/Berlin')).toBe('Yesterday');
  });

  it('says when somebody was last seen, and greets by the hour', () => {
    expect(lastSeen(at('2025-07-04T14:02:00Z'), now, 'UTC')).toBe('Last seen today at 14:02');
    expect(greeting(now, 'UTC')).toBe('Good afternoon');
    expect(greeting(now, 'America/Los_Angeles')).toBe('Good morning');
  });
});
