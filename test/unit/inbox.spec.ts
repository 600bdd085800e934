import { beforeEach, describe, expect, it } from '@jest/globals';
import { Inbox } from '../../src/client/lib/inbox.js';
import type { LiveMessage } from '../../src/shared/payloads.js';

const message = (seq: number, chat_id = 1): LiveMessage => ({
  chat_id,
  seq,
  id: seq,
  sender: 2,
  sender_username: 'bob',
  text: `no. ${seq}`,
  time: '2025-07-04T14:00:00.000Z',
  kind: 'text',
  read: false,
  read_by: [],
});

describe('what a page knows of its chats', () => {
  let inbox: Inbox;
  let heard: number[];
  let gaps: number;
  beforeEach(() => {
    inbox = new Inbox();
    [heard, gaps] = [[], 0];
    inbox.on('message', ({ seq }) => heard.push(seq));
    inbox.on('gap', () => gaps++);
    inbox.knows(1, 5);
  });

  it('hears each message once, however often it comes', () => {
    for (const seq of [6, 6, 7, 5, 6, 7]) inbox.receive(message(seq));

    expect(heard).toEqual([6, 7]);
    expect(inbox.heads()).toEqual({ 1: 7 });
    expect(gaps).toBe(0);
  });

  it('takes a late message, and asks for one that is missing', () => {
    inbox.receive(message(8));
    expect(gaps).toBe(1);
    expect(inbox.heads()).toEqual({ 1: 5 });

    inbox.receive(message(6));
    inbox.receive(message(7));

    expect(heard).toEqual([8, 6, 7]);
    expect(inbox.heads()).toEqual({ 1: 8 });
  });

  it('begins with a chat that it did not know at its first message', () => {
    inbox.receive(message(1, 2));
    inbox.receive(message(1, 2));

    expect(heard).toEqual([1]);
    expect(inbox.heads()).toEqual({ 1: 5, 2: 1 });
  });

  it('goes on from where a page of history has brought it', () => {
    inbox.receive(message(9));
    inbox.knows(1, 9);
    inbox.receive(message(10));

    expect(heard).toEqual([9, 10]);
    expect(inbox.heads()).toEqual({ 1: 10 });
  });

  it('begins at the earliest of what its parts were drawn with, so that nothing falls between them', () => {
    const page = new Inbox();
    const seqs: number[] = [];
    page.on('message', ({ seq }) => seqs.push(seq));
    page.begins(1, 9);
    page.begins(1, 7);
    page.begins(1, 8);

    for (const seq of [7, 8, 9, 10]) page.receive(message(seq));

    expect(seqs).toEqual([8, 9, 10]);
  });

  it('takes a cursor forward only, and hears of each step once', () => {
    const steps: number[] = [];
    inbox.on('read', ({ up_to }) => steps.push(up_to));
    const receipt = { chat_id: 1, user_id: 2, username: 'bob', time: '2025-07-04T14:00:00.000Z' };

    for (const up_to of [3, 3, 2, 5, 4]) inbox.receiveRead({ ...receipt, up_to });

    expect(steps).toEqual([3, 5]);
    expect(inbox.cursorOf(1, 2)).toBe(5);
    expect(inbox.cursorOf(1, 3)).toBe(0);
  });
});
