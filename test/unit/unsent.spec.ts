import { beforeEach, describe, expect, it } from '@jest/globals';
import { MOST_UNSENT, UnsentMessages } from '../../src/client/lib/unsent_messages.js';

describe('what was written and did not go out yet', () => {
  let unsent: UnsentMessages;
  let made = 0;
  const newId = () => `client-${++made}`;
  beforeEach(() => {
    const kept = new Map<string, string>();
    const set = (id: string, value: string) => Boolean(value ? kept.set(id, value) : (kept.delete(id), true));
    unsent = new UnsentMessages({ ids: () => [...kept.keys()], get: (id) => kept.get(id) ?? '', set }, newId);
  });

  const texts = (chat: number) => unsent.of(chat).map(({ text }) => text);

  it('stands in the order it was written in, each chat by itself', () => {
    for (const text of ['one', 'two', 'three']) unsent.add(1, text);
    unsent.add(11, 'elsewhere');

    expect(texts(1)).toEqual(['one', 'two', 'three']);
    expect(texts(11)).toEqual(['elsewhere']);
    expect(unsent.chats().toSorted((a, b) => a - b)).toEqual([1, 11]);
  });

  it('keeps its order when the clock is set back', () => {
    const now = Date.now;
    unsent.add(1, 'before');
    Date.now = () => now() - 3_600_000;
    unsent.add(1, 'after');
    Date.now = now;

    expect(texts(1)).toEqual(['before', 'after']);
  });

  it('is not sent again by itself once it was refused, and keeps its place', () => {
    const [first] = ['refused', 'waits'].map((text) => unsent.add(1, text)!);
    unsent.change({ ...first!, failed: 'You may not.' });

    expect(unsent.next(1)?.text).toBe('waits');
    expect(texts(1)).toEqual(['refused', 'waits']);
  });

  it('is bounded', () => {
    for (let count = 0; count < MOST_UNSENT; count++) expect(unsent.add(1, `no. ${count}`)).not.toBeNull();

    expect(unsent.add(1, 'one too many')).toBeNull();
    expect(unsent.add(2, 'elsewhere')).not.toBeNull();
    unsent.remove(unsent.of(1)[0]!);
    expect(unsent.add(1, 'now it fits')).not.toBeNull();
  });

  it('lives as long as the page where the browser keeps nothing', () => {
    unsent = new UnsentMessages({ ids: () => [], get: () => '', set: () => false }, newId);
    const message = unsent.add(1, 'kept by the page alone')!;
    expect(texts(1)).toEqual(['kept by the page alone']);

    unsent.remove(message);
    expect(texts(1)).toEqual([]);
  });

  it('of two tabs is one queue, and neither writes over the other', () => {
    const kept = new Map<string, string>();
    const tab = () =>
      new UnsentMessages(
        {
          ids: () => [...kept.keys()],
          get: (id) => kept.get(id) ?? '',
          set: (id, value) => Boolean(kept.set(id, value)),
        },
        newId,
      );
    const [one, other] = [tab(), tab()];
    one.add(1, 'from one');
    other.add(1, 'from the other');
    one.add(1, 'from one again');

    for (const each of [one, other]) {
      expect(each.of(1).map(({ text }) => text)).toEqual(['from one', 'from the other', 'from one again']);
    }
  });
});
