import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { fileOf, savedHash } from '../support/file-visitors.js';
import { bytesOf, sha256 } from '../support/files.js';
import { describeIf } from '../support/requires.js';
import { Visitors } from '../support/visitors.js';

describeIf('chromium', 'a file to a group', () => {
  let visitors: Visitors;
  let ada: Page;
  let bob: Page;
  let eve: Page;
  beforeAll(async () => {
    visitors = await Visitors.open();
    const { phone } = visitors.ada;
    const { id } = (await phone.post('/group/', { name: 'Harbour', members: ['bob', 'eve'] })).body;
    const open = (person: typeof visitors.ada) => visitors.page(person, `/chat-web/${id}`);
    [ada, bob, eve] = await Promise.all([open(visitors.ada), open(visitors.bob), open(visitors.eve)]);
    await ada.getByText('3 here now').or(ada.getByText('3 online')).first().waitFor();
  });
  afterAll(() => visitors.close());

  const card = (page: Page) => page.locator('.file').last();

  it('is offered to everybody who is here, and the sender sees how each of them fares', async () => {
    const bytes = bytesOf(100_000);
    await ada.getByLabel('Files to send').setInputFiles(fileOf('plan.pdf', bytes));
    await card(ada).getByText('100 kB · to 2 people').waitFor();
    await card(ada).getByText('0 of 2 have taken it').waitFor();
    await card(bob).getByText('100 kB · from ada').waitFor();

    const download = bob.waitForEvent('download');
    await card(bob).getByRole('button', { name: 'Accept' }).click();
    await card(ada).locator('.file__way', { hasText: 'bob has it' }).waitFor();
    await card(ada).getByText('1 of 2 have taken it').waitFor();
    await card(eve).getByRole('button', { name: 'Decline' }).click();

    await card(ada).locator('.file__way', { hasText: 'eve declined.' }).waitFor();
    await card(ada).getByText('1 of 2 people have it').waitFor();
    expect(await savedHash(await download)).toBe(sha256(bytes));
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
