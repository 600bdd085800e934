import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { PresenceService } from '../../src/presence/presence.service.js';
import { LIMITS } from '../../src/shared/limits.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { type Place, TwoInstances } from '../support/two-instances.js';
import { upTo } from '../support/world.js';

describeIf('redis-server', 'limits hold over two instances together', () => {
  let two: TwoInstances;
  beforeAll(async () => {
    two = await TwoInstances.open({ rateLimit: true });
  });
  afterEach(() => two.town.hangUp());
  afterAll(() => two.close());

  it('of messages: whoever has spent the burst on one has none left on the other', async () => {
    const chat = await two.town.chat('ada', 'bob');
    const [here, there] = [await two.raw('ada', chat, 'here'), await two.raw('ada', chat, 'there')];
    for (const n of upTo(100)) here.send({ type: 'message', text: `${n}` });
    await there.heard('message', ({ seq }) => seq === 100);

    for (const n of upTo(100)) there.send({ type: 'message', text: `${n}` });
    await there.settled();

    // Twenty a second flow in meanwhile.
    expect(there.ofType('error').length).toBeGreaterThan(50);
    expect(there.ofType('error')[0]).toMatchObject({ code: 'rate_limited' });
  });

  it('of typing: once in three seconds, on whichever', async () => {
    const chat = await two.town.chat('ada', 'bob');
    const bob = await two.raw('bob', chat, 'here');
    const [here, there] = [await two.raw('ada', chat, 'here'), await two.raw('ada', chat, 'there')];

    there.send({ type: 'typing' });
    await bob.heard('typing');
    here.send({ type: 'typing' });
    await here.settled();

    expect((await bob.settled()).ofType('typing')).toHaveLength(1);
  });

  it('of connections: twenty for a person', async () => {
    const chat = await two.town.chat('eve', 'bob');
    const places: Place[] = ['here', 'there'];
    const eve = two.town.id('eve');
    for (const n of upTo(LIMITS.connectionsPerPerson)) await two.raw('eve', chat, places[n % 2]!);
    await soon(() => places.every((place) => two.at(place).get(PresenceService).connectionsElsewhere(eve) === 10));

    for (const place of places)
      expect(
        await two.town.dial(chat, { token: two.town.person('eve').phone.access, port: two.at(place).port }).ended(),
      ).toBe(4429);
    await (await two.raw('bob', chat, 'there')).settled();
  });
});
