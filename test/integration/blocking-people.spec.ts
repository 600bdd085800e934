import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import { AppError } from '../../src/errors/app-error.js';
import { Town } from '../support/town.js';

let town: Town;
let ada: Actor;
let eve: Actor;
beforeAll(async () => {
  town = await Town.found();
});
beforeEach(async () => {
  await town.clear();
  [ada, eve] = [await town.settle('ada'), await town.settle('eve')];
});
afterAll(() => town.leave());

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: AppError) => ({ code: error.code, detail: error.detail }),
  );

describe('blocking somebody', () => {
  it('can be done twice and undone twice', async () => {
    await town.blocks.block(ada, eve.id);
    await town.blocks.block(ada, eve.id);
    expect(await town.names(eve, 'ada')).toEqual([]);

    await town.blocks.unblock(ada, eve.id);
    await town.blocks.unblock(ada, eve.id);
    expect(await town.names(eve, 'ada')).toEqual(['ada']);
  });

  it('cannot be done to oneself or to nobody', async () => {
    expect(await failureOf(town.blocks.block(ada, ada.id))).toMatchObject({ code: 'invalid_input' });
    expect(await failureOf(town.blocks.block(ada, 99_999))).toMatchObject({ code: 'not_found' });
  });

  it('does not show who blocks oneself, unless both are in one chat anyway', async () => {
    await town.blocks.block(ada, eve.id);
    const unknown = await failureOf(town.blocks.block(eve, 99_999));

    expect(await failureOf(town.blocks.block(eve, ada.id))).toEqual(unknown);
    expect(await failureOf(town.blocks.report(eve, ada.id, ''))).toEqual(unknown);
    expect(await failureOf(town.blocks.unblock(eve, ada.id))).toBeNull();
    await town.chatOf(ada, eve);
    expect(await failureOf(town.blocks.block(eve, ada.id))).toBeNull();
  });

  it('hides the picture from the blocked one, like one that does not exist', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    const { avatar } = await town.users.setAvatar(ada, Buffer.from(svg));
    const hash = avatar!.split('/').at(-1)!;
    expect(await town.users.avatarOf(eve, ada.id, hash)).toMatchObject({ type: 'image/svg+xml' });

    await town.blocks.block(ada, eve.id);

    const missing = await failureOf(town.users.avatarOf(eve, 99_999, hash));
    expect(await failureOf(town.users.avatarOf(eve, ada.id, hash))).toEqual(missing);
    expect(await town.users.avatarOf(ada, ada.id, hash)).toMatchObject({ type: 'image/svg+xml' });
  });
});

describe('reporting somebody', () => {
  it('keeps who said what about whom', async () => {
    await town.blocks.report(ada, eve.id, 'spam');

    expect(await town.database.query('SELECT reporter_id, reported_id, reason FROM reports')).toEqual([
      { reporter_id: ada.id, reported_id: eve.id, reason: 'spam' },
    ]);
  });
});
