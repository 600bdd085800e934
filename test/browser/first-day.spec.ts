import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { person } from '../support/people.js';
import { describeIf } from '../support/requires.js';
import { Visitors } from '../support/visitors.js';

describeIf('chromium', 'the home of somebody who is new', () => {
  let visitors: Visitors;
  beforeAll(async () => void (visitors = await Visitors.open()));
  afterAll(() => visitors.close());

  it('becomes the usual one when somebody writes, without being read anew', async () => {
    const home = await visitors.page(visitors.ada, '/home/');
    await home.getByRole('heading', { name: 'Who would you like to talk to?' }).waitFor();
    await home.evaluate(() => Object.assign(window, { isSame: true }));

    const chat = await visitors.chatOf(visitors.bob, visitors.ada);
    await visitors.say(visitors.bob, chat, 'Welcome');

    await home.getByRole('heading', { name: 'Start something' }).waitFor();
    await home.locator('.waiting .chat-row', { hasText: 'Welcome' }).waitFor();
    await home.locator('[data-name=total_conversations]').getByText('1').waitFor();
    await home.locator('[data-name=unread]').getByText('1').waitFor();
    expect(await home.getByRole('heading', { name: 'Who would you like to talk to?' }).count()).toBe(0);
    expect(await home.getByRole('link', { name: 'Unread', exact: true }).isVisible()).toBe(true);
    expect(await home.evaluate(() => 'isSame' in window)).toBe(true);
    await home.context().close();
  });

  it('has the figures of now, also when more is said while the usual one is on its way', async () => {
    const grace = await person(visitors.app, 'grace');
    const home = await visitors.page(grace, '/home/');
    let drawn: () => void = () => undefined;
    const isDrawn = new Promise<void>((done) => (drawn = done));
    let hold: Promise<void> = Promise.resolve();
    let go: () => void = () => undefined;
    await home.route('**/home/', async (route) => {
      hold = new Promise((done) => (go = done));
      const response = await route.fetch();
      drawn();
      await hold;
      await route.fulfill({ response });
    });

    const chat = await visitors.chatOf(visitors.bob, grace);
    await isDrawn;
    const asked = home.waitForResponse('**/stats/');
    await visitors.say(visitors.bob, chat, 'Still on its way?');
    await home.locator('.sidebar .chat-row', { hasText: 'Still on its way?' }).waitFor();
    await asked;
    go();

    await home.getByRole('heading', { name: 'Start something' }).waitFor();
    await home.locator('[data-name=unread]').getByText('1').waitFor();
    await home.context().close();
  });

  it('takes nothing out of the hands of whoever is looking for somebody', async () => {
    const frank = await person(visitors.app, 'frank');
    const home = await visitors.page(frank, '/home/');
    await home.locator('#find-q').fill('bo');

    await visitors.chatOf(visitors.bob, frank);
    await home.locator('.sidebar .chat-row', { hasText: 'bob' }).waitFor();

    expect(await home.locator('#find-q').inputValue()).toBe('bo');
    await home.context().close();
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
