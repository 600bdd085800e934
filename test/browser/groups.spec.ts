import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { codeOf, groupOf } from '../support/groups-of.js';
import { describeIf } from '../support/requires.js';
import { live, shows, Visitors } from '../support/visitors.js';

describeIf('chromium', 'a group run from browsers', () => {
  let visitors: Visitors;
  let ada: Page;
  let bob: Page;
  let eve: Page;
  let group: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    ada = await visitors.page(visitors.ada, '/home/');
    bob = await visitors.page(visitors.bob, '/home/');
  });
  afterAll(() => visitors.close());

  it('is made with people who are found by a few letters', async () => {
    await ada.goto('/group-web/new');
    await ada.getByLabel('Name', { exact: true }).fill('Harbour');
    await ada.getByLabel('Find people').fill('eve');
    await ada.getByRole('checkbox', { name: /eve/ }).check();
    await ada.getByRole('button', { name: 'Make the group' }).click();
    await ada.waitForURL('**/chat-web/*?details=members');
    group = Number(/chat-web\/(\d+)/.exec(ada.url())![1]);

    await ada.getByRole('complementary', { name: 'Details' }).getByText('eve', { exact: true }).first().waitFor();
    expect(await ada.getByRole('img', { name: 'QR code of the join link' }).count()).toBe(1);
  });

  it('is joined by its link, and everybody sees it at once', async () => {
    await bob.goto(`/join/${await codeOf(visitors.ada, group)}`);
    await bob.getByRole('button', { name: 'Join the group' }).click();
    await bob.waitForURL(`**/chat-web/${group}`);

    await shows(ada, 'bob joined');
    await ada.locator('.details .member', { hasText: 'bob' }).waitFor();
    await ada.locator('[data-live=members]', { hasText: '3 members' }).waitFor();
  });

  it('names somebody by a suggestion, which they see and count', async () => {
    await bob.goto('/home/');
    await ada.getByLabel('Message', { exact: true }).pressSequentially('Keys, @b');
    await ada.getByRole('option', { name: /bob/ }).waitFor();
    await ada.keyboard.press('Enter');
    await ada.keyboard.type('please');
    await ada.keyboard.press('Enter');

    await shows(ada, 'Keys, @bob please');
    const row = bob.locator(`.sidebar .chat-row[data-chat="${group}"]`);
    await row.getByText('You are mentioned').waitFor();
    await row.click();
    await bob.locator('.message--mention .mention--own', { hasText: '@bob' }).waitFor();
    expect(await bob.locator('.message--mention .bubble__who').innerText()).toContain('ada');
  });

  it('turns and closes its details without leaving the page, and goes back', async () => {
    await ada.getByRole('link', { name: 'Settings', exact: true }).last().click();
    await ada.getByRole('button', { name: 'Mute' }).waitFor();
    await ada.getByRole('link', { name: 'Close details' }).click();
    await ada.locator('.details').waitFor({ state: 'detached' });
    await ada.goBack();

    await ada.getByRole('button', { name: 'Mute' }).waitFor();
  });

  it('promotes by choosing, and the open page of the other one follows', async () => {
    await Promise.all([live(bob), bob.goto(`/group-web/${group}`)]);
    await bob.getByRole('heading', { name: 'About this group' }).waitFor();
    await ada.goto(`/group-web/${group}`);
    // The script of this page is there.
    await ada.locator('[data-picker-target=find]').waitFor({ state: 'detached' });
    await ada.getByLabel('Role of bob', { exact: true }).selectOption('admin');
    await ada.locator('#members .saved').waitFor();

    await bob.locator('.member', { hasText: 'bob' }).getByText('Admin').waitFor();
  });

  it('a role that is chosen before the script of the page is there takes effect all the same', async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await ada.route('**/assets/*.js', (route) => held.then(() => route.continue()));
    await ada.goto(`/group-web/${group}`, { waitUntil: 'commit' });
    await ada.getByLabel('Role of bob', { exact: true }).selectOption('member');

    goOn();

    await ada.locator('#members .saved').waitFor();
    await ada.unroute('**/assets/*.js');
    await bob.locator('.member', { hasText: 'bob' }).getByText('Admin').waitFor({ state: 'detached' });
  });

  it('lets in who asks, seen without a reload', async () => {
    await visitors.ada.phone.delete(`/group/${group}/members/${visitors.eve.id}/`);
    await visitors.ada.phone.patch(`/group/${group}/`, { join_by_request: true });
    eve = await visitors.page(visitors.eve, `/join/${await codeOf(visitors.ada, group)}`);
    await eve.getByRole('button', { name: 'Ask to join' }).click();
    await eve.getByText('You asked to join.').waitFor();

    await ada.getByRole('button', { name: 'Let eve in' }).click();
    await eve.locator(`.sidebar .chat-row[data-chat="${group}"]`).waitFor();
  });

  it('whoever is removed while looking at it is told so, and led home', async () => {
    await Promise.all([live(bob), bob.goto(`/chat-web/${group}`)]);
    await ada.goto(`/group-web/${group}`);
    await ada.getByRole('button', { name: 'Remove bob' }).click();
    await ada.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();

    await bob.getByRole('heading', { name: 'You were removed from this group' }).waitFor();
    await bob.getByRole('link', { name: 'Go home' }).click();
    await bob.waitForURL('**/home/');
    expect(await bob.locator(`.chat-row[data-chat="${group}"]`).count()).toBe(0);
  });

  it('is passed on and left, and other devices are led home', async () => {
    const tablet = await visitors.page(visitors.ada, `/chat-web/${group}`);
    await visitors.say(visitors.eve, group, 'Who runs this?');
    await shows(tablet, 'Who runs this?');
    await ada.goto(`/group-web/${group}`);
    await ada.getByRole('button', { name: 'Pass on the group' }).click();
    await ada.getByLabel('Username of the new owner').fill('eve');
    await ada.getByRole('button', { name: 'Pass it on' }).click();
    await ada.locator('#members .saved').waitFor();
    await ada.getByRole('button', { name: 'Leave the group' }).click();
    await ada.getByRole('button', { name: 'Leave', exact: true }).click();

    await ada.getByText('You left the group.').waitFor();
    await tablet.waitForURL('**/home/');
    expect((await visitors.eve.phone.get(`/group/${group}`)).body.group).toMatchObject({
      role: 'owner',
      member_count: 1,
    });
  });

  it('is run with script switched off as well', async () => {
    const quiet = await groupOf(visitors.ada, 'Quiet', visitors.bob);
    const page = await visitors.page(visitors.ada, `/group-web/${quiet}`, { javaScriptEnabled: false });

    await page.getByRole('button', { name: 'Remove bob' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Done.', { exact: true }).waitFor();
    await page.goto(`/chat-web/${quiet}`);
    await page.getByRole('link', { name: 'Details', exact: true }).click();
    await page.getByRole('complementary', { name: 'Details' }).getByText('1 member').waitFor();
    await page.context().close();
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
