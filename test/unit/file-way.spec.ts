import { beforeEach, describe, expect, it } from '@jest/globals';
import { receivedLook } from '../../src/client/files/look.js';
import { Outgoing } from '../../src/client/files/outgoing.js';
import { outgoingLook } from '../../src/client/files/outgoing_look.js';
import { Way } from '../../src/client/files/way.js';
import type { OpenWay } from '../../src/shared/transfer-payloads.js';

const open = (state: OpenWay['state'], bytes: number): OpenWay => ({
  user_id: 2,
  username: 'bob',
  state,
  offset: 0,
  bytes,
  sending: false,
  fetching: false,
  ends_in: 1000,
});

describe('a file on its way to one recipient', () => {
  let way: Way;
  beforeEach(() => void (way = new Way(1000, 'bob', 0)));

  it('is offered, taken, flows and arrives', () => {
    expect([way.state, way.taken, way.percent]).toEqual(['offered', false, 0]);
    way.accept(0, 100);
    way.progress(629, 300);
    expect([way.state, way.percent]).toEqual(['flowing', 62]);
    way.finish('abc', 700);

    expect([way.state, way.percent, way.tookMs, way.sha256, way.isOpen]).toEqual(['done', 100, 600, 'abc', false]);
  });

  it('what is told after its end changes nothing', () => {
    way.fail('cancelled', true, 100);
    way.progress(10, 200);
    way.accept(0, 200);
    way.pause(10, 200);
    way.fail('expired', false, 200);

    expect([way.state, way.reason, way.byMe]).toEqual(['failed', 'cancelled', true]);
  });

  it('an end that was not heard may be told later', () => {
    way.fail('unknown', false, 100);
    way.fail('declined', false, 200);
    expect(way.reason).toBe('declined');

    way = new Way(1000, 'bob', 0);
    way.fail('unknown', false, 100);
    way.finish('abc', 200);
    expect([way.state, way.reason]).toEqual(['done', null]);
  });

  it('agrees with the server, without beginning anew what it knows already', () => {
    way.agree(open('offered', 0), 50);
    expect(way.state).toBe('offered');
    way.agree(open('flowing', 300), 100);
    way.agree(open('paused', 400), 200);
    way.agree(open('paused', 400), 300);

    expect([way.state, way.bytes, way.since]).toEqual(['paused', 400, 200]);
    way.agree(open('accepted', 0), 500);
    expect([way.state, way.bytes, way.tookMs]).toEqual(['accepted', 0, 0]);
  });
});

describe('a file that somebody receives', () => {
  it('says whom it waits for, and from where it goes on after a break', () => {
    const way = new Way(1000, 'ada', 0);
    const file = { name: 'plan.pdf', size: 1000, who: 'ada', whole: 'ada' };
    const look = () => receivedLook(way, file, 0, '', 0);

    way.accept(0, 0);
    expect(look()).toMatchObject({ note: { tone: 'plain', text: 'Waiting for ada …' } });
    way.progress(331, 100);
    way.pause(331, 200);
    way.accept(331, 300);

    const text = 'Waiting for ada. It goes on from 33 % by itself, for up to 2 minutes.';
    expect(look()).toMatchObject({ bar: { percent: 33, paused: true }, note: { tone: 'warn', text } });
  });
});

describe('a file to several people', () => {
  const draft = { name: 'plan.pdf', size: 1000, lastModified: 1 };
  const names = new Map([
    [2, 'bob'],
    [3, 'eve'],
  ]);
  let file: Outgoing;
  beforeEach(() => {
    file = new Outgoing(draft, {} as File, '');
    file.offeredAs('id', 3, 120_000);
  });
  const take = (userId: number) => file.wayTo(userId, names.get(userId)!);
  const look = () => outgoingLook(file, '', false, 0);

  it('is over once everybody has it or will not have it', () => {
    take(2).accept(0, 0);
    file.fail(4, 'expired', 10);
    expect(file.isOver).toBe(false);
    take(2).finish('abc', 20);
    take(3).fail('declined', false, 30);

    expect(file.isOver).toBe(true);
    expect(look()).toMatchObject({ note: { tone: 'ok', text: '1 of 3 people have it' }, sha256: 'abc', actions: [] });
  });

  it('shows how far each is who has taken it', () => {
    take(2).progress(500, 0);
    take(3).pause(250, 0);

    expect(look()).toMatchObject({
      about: '1 kB · to 3 people',
      note: { text: '2 of 3 have taken it', left: '2:00 left' },
      ways: [
        { name: 'bob', bar: { percent: 50, paused: false }, note: null },
        { name: 'eve', bar: { percent: 25, paused: true }, note: { tone: 'warn' } },
      ],
      actions: ['cancel'],
    });
  });

  it('was taken by nobody', () => {
    for (const userId of [2, 3, 4]) file.fail(userId, 'expired', 10);

    expect(look()).toMatchObject({ note: { tone: 'bad', text: 'Nobody took it.' }, over: true });
  });

  it('is cancelled for all of them', () => {
    take(2).progress(500, 0);
    file.cancel(10);

    expect(file.isOver).toBe(true);
    expect(look().ways).toMatchObject([{ name: 'bob', note: { text: 'You cancelled it.' } }]);
  });

  it('is lost where the server knows of it no more', () => {
    take(2).progress(500, 0);
    file.agree(undefined, 10);

    expect(file.isOver).toBe(true);
  });
});
