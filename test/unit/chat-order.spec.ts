import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { LiveMessages } from '../../src/messages/live-messages.js';
import { ChatOrder } from '../../src/realtime/order/chat-order.js';
import type { LiveMessage } from '../../src/shared/payloads.js';
import { soon } from '../support/soon.js';
import { upTo } from '../support/world.js';

const CHAT = 7;

describe('messages of one chat', () => {
  const message = (seq: number, chat_id = CHAT) => ({ chat_id, seq }) as LiveMessage;
  const seqs = (messages: LiveMessage[]) => messages.map(({ seq }) => seq);
  /** What the database has, and how often it was asked. */
  let stored: number[];
  const after = jest.fn<LiveMessages['after']>();
  let order: ChatOrder;
  let told: number[];
  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(() => {
    stored = [];
    told = [];
    after
      .mockReset()
      .mockImplementation(async (heads) => stored.filter((seq) => seq > heads.get(CHAT)!).map((seq) => message(seq)));
    order = new ChatOrder({ after } as unknown as LiveMessages);
    order.onDue = (_chat, messages) => void told.push(...seqs(messages));
    order.watch(CHAT, 0);
  });
  const hear = (...heard: number[]) =>
    void told.push(
      ...seqs(
        order.due(
          CHAT,
          heard.map((seq) => message(seq)),
        ),
      ),
    );

  it('that come in order are told at once', () => {
    hear(1);
    hear(2, 3);

    expect(told).toEqual([1, 2, 3]);
    expect(after).not.toHaveBeenCalled();
  });

  it('that come before the one before them wait for it, and nobody asks the database', async () => {
    hear(2);
    hear(4, 3);
    expect(told).toEqual([]);
    hear(1);
    expect(told).toEqual([1, 2, 3, 4]);

    await new Promise((wake) => setTimeout(wake, 150));
    expect(after).not.toHaveBeenCalled();
  });

  it('that come twice are told once', () => {
    hear(1, 2);
    hear(2);
    hear(1, 2, 3);

    expect(told).toEqual([1, 2, 3]);
  });

  it('that never come are read, and told in their place', async () => {
    stored = upTo(4);
    hear(1);
    hear(4);

    await soon(() => told.length === 4);
    hear(2, 3, 5);

    expect(told).toEqual([1, 2, 3, 4, 5]);
  });

  it('that cannot be had are left out in the end: what followed on them is told', async () => {
    stored = [1, 3];
    hear(1);
    hear(3);

    await soon(() => told.length === 2);
    hear(4);

    expect(told).toEqual([1, 3, 4]);
  });

  it('that were heard while others were read wait for the one before them, which is still on its way', async () => {
    stored = [1, 2];
    let answer!: () => void;
    after.mockImplementationOnce(async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return [message(1), message(2)];
    });
    hear(2);
    await soon(() => after.mock.calls.length === 1);
    hear(4);
    answer();
    await soon(() => told.length === 2);

    hear(3);

    expect(told).toEqual([1, 2, 3, 4]);
  });

  it('wait while the database does not answer, and no longer than it takes', async () => {
    stored = [1, 2];
    after.mockRejectedValueOnce(new Error('away'));
    hear(2);

    await soon(() => told.length === 2);

    expect(told).toEqual([1, 2]);
  });

  it('are held in a bounded number', () => {
    hear(...upTo(1_200).slice(1));

    expect(told).toEqual(upTo(1_200).slice(1));
  });

  it('begin wherever they are when nobody knows how far the chat is', () => {
    order.forget(CHAT);
    order.watch(CHAT);

    hear(41);
    hear(42);

    expect(told).toEqual([41, 42]);
  });

  it('that nobody here hears are nothing to anybody', () => {
    order.forget(CHAT);

    hear(1);

    expect(told).toEqual([]);
  });

  it('are caught up with, up to where the chat is by now', async () => {
    hear(1);
    stored = upTo(450);

    await order.catchUp(
      new Map([
        [CHAT, 450],
        [8, 3],
      ]),
    );
    await order.catchUp(new Map([[CHAT, 450]]));

    expect(told).toEqual(upTo(450));
  });
});
