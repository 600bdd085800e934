import { describe, expect, it } from '@jest/globals';
import type { Passed } from '../../src/shared/transfer-payloads.js';
import { happeningOf } from '../../src/transfers/happening.js';

const OFFER = { transfer_id: 'x', chat_id: 1, sender: 1, sender_username: 'ada', name: 'a', size: 3, type: '' };
const passed = (outcomes: Passed['recipients'][number]['outcome'][]): Passed => ({
  offer: OFFER,
  recipients: outcomes.map((outcome, index) => ({ id: index + 2, username: `p${index}`, outcome })),
});

describe('what the chat says of a file', () => {
  it.each([
    [['done', 'declined', 'done'], 'ada sent “a” (3 bytes) to p0 and p2'],
    [['declined', 'declined'], 'ada offered “a” (3 bytes) to p0 and p1: it was declined'],
    [['declined', 'expired'], 'ada offered “a” (3 bytes) to p0 and p1: nobody has it'],
    [Array(7).fill('done'), 'ada sent “a” (3 bytes) to p0, p1, p2, p3, p4 and 2 more'],
  ] as const)('names those who have it, or says why nobody has: %j', (outcomes, text) => {
    expect(happeningOf(passed([...outcomes])).text).toBe(text);
  });

  it('stays short for a thousand recipients, and lists those first who have it', () => {
    const outcomes = Array.from({ length: 999 }, (_, index) => (index === 700 ? 'done' : 'expired') as 'done');

    const { subject } = happeningOf(passed(outcomes));

    const { recipients, count } = subject as { recipients: Passed['recipients']; count: number };
    expect([recipients.length, recipients[0]!.username, count]).toEqual([50, 'p700', 999]);
  });
});
