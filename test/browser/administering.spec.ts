import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findings } from './axe.js';
import { describeIf } from '../support/requires.js';
import { Visitors } from '../support/visitors.js';

const WIDTHS = [320, 719, 820, 1100];

describeIf('chromium', 'an administrator', () => {
  let visitors: Visitors;
  let page: Page;
  beforeAll(async () => {
    visitors = await Visitors.open();
    const { app, ada, bob, eve } = visitors;
    await app.database.query('UPDATE users SET site_admin = true WHERE id = $1', [ada.id]);
    await bob.phone.post('/group/', { name: `Harbour ${'long'.repeat(15)}`, members: ['ada'] });
    await bob.phone.post(`/user/${eve.id}/report/`, { reason: `Sends ${'advertisements'.repeat(40)}` });
    page = await visitors.page(ada, '/home/');
  });
  afterAll(() => visitors.close());

  const paths = () => [
    ...['/admin/', '/admin/people/', '/admin/groups/', '/admin/reports/', '/admin/reports/?show=closed', '/admin/log'],
    ...[`/admin/people/${visitors.eve.id}`, `/admin/people/${visitors.ada.id}`],
    ...[`/home/people/${visitors.bob.id}`, '/settings/'],
  ];

  it('can use every page of the administration, of a person and the settings, in both themes, on any screen', async () => {
    for (const path of paths()) {
      await page.goto(path);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect([path, await findings(page)]).toEqual([path, []]);
      }
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 700 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([path, width, wide]).toEqual([path, width, 0]);
      }
      await page.setViewportSize({ width: 1200, height: 700 });
    }
  });

  it('disables somebody with the keyboard alone, after a question', async () => {
    const theirs = await visitors.page(visitors.eve, '/home/');
    await page.goto(`/admin/people/${visitors.eve.id}`);
    await page.getByRole('button', { name: 'Disable', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Disable this person?').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await page.getByText('Disabled, and signed out everywhere.').waitFor();
    await theirs.waitForURL(/\/user\/login\//);
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
