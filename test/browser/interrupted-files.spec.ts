import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { fileOf, FileVisitors, savedHash } from '../support/file-visitors.js';
import { bytesOf, sha256 } from '../support/files.js';
import { describeIf } from '../support/requires.js';
import { live } from '../support/visitors.js';

const MEGABYTE = 2 ** 20;

describeIf('chromium', 'a file that is interrupted, or waits elsewhere', () => {
  let files: FileVisitors;
  let ada: Page;
  let bob: Page;
  beforeAll(async () => {
    files = await FileVisitors.open();
    ({ ada, bob } = files);
  });
  afterEach(() => files.nothingIsOpen());
  afterAll(() => files.close());

  it('can be cancelled by either, while its bytes flow', async () => {
    for (const [by, sentences] of [
      [ada, { ada: 'You cancelled it.', bob: 'ada cancelled it.' }],
      [bob, { ada: 'bob cancelled it.', bob: 'You cancelled it.' }],
    ] as const) {
      await files.slowly(async () => {
        await files.choose(fileOf('slow.bin', bytesOf(12 * MEGABYTE)));
        await files.take('slow.bin');
        await files.flows(ada, 'slow.bin');
        await files.flows(bob, 'slow.bin');
        const bar = files.card(bob, 'slow.bin').getByRole('progressbar', { name: 'slow.bin' });
        expect(Number(await bar.getAttribute('aria-valuenow'))).toBeLessThan(100);
        await files.card(by, 'slow.bin').getByRole('button', { name: 'Cancel' }).click();
        await files.over('slow.bin', sentences);
      });
    }
    for (const download of files.downloads.slice(-2)) expect(await download.failure()).not.toBeNull();
  });

  it('goes on by itself after the connections were cut', async () => {
    const bytes = bytesOf(12 * MEGABYTE);
    const before = files.downloads.length;
    await files.slowly(async () => {
      await files.choose(fileOf('cut.bin', bytes));
      await files.take('cut.bin');
      await files.flows(bob, 'cut.bin');
      files.visitors.line.cut();
      files.visitors.line.mend();
    });

    await files.arrives('cut.bin');
    expect(files.downloads.length - before).toBe(1);
    expect(await savedHash(files.downloads.at(-1)!)).toBe(sha256(bytes));
  });

  it('is fetched anew where the browser gave up, without anybody asking for it', async () => {
    const bytes = bytesOf(12 * MEGABYTE);
    await files.slowly(async () => {
      await files.choose(fileOf('anew.bin', bytes));
      await files.take('anew.bin');
      await files.flows(bob, 'anew.bin');
      files.visitors.line.cut();
      await bob.locator('.banner').waitFor();
    });
    const anew = bob.waitForEvent('download');
    files.visitors.line.mend();

    expect(await savedHash(await anew)).toBe(sha256(bytes));
    await files.arrives('anew.bin');
  });

  it('goes on when its sender has loaded the page anew and chosen the file again', async () => {
    const bytes = bytesOf(12 * MEGABYTE);
    const [again, other] = [join(files.folder, 'again.bin'), join(files.folder, 'other.bin')];
    for (const path of [again, other]) writeFileSync(path, bytes);
    await files.slowly(async () => {
      await files.input(ada).setInputFiles(again);
      await files.take('again.bin');
      await files.flows(bob, 'again.bin');
      const warning = ada.waitForEvent('dialog').then(async (dialog) => {
        await dialog.accept();
        return dialog.type();
      });
      await ada.reload();
      expect(await warning).toBe('beforeunload');
      const chooser = ada.waitForEvent('filechooser');
      await files.card(ada, 'again.bin').getByRole('button', { name: 'Choose the file' }).click();
      await (await chooser).setFiles(other);
      await files.says(ada, 'again.bin', 'That was another file');
      await files.input(ada).setInputFiles(again);
      await files.flows(bob, 'again.bin');
    });

    await files.arrives('again.bin');
    expect(await ada.locator('.file').count()).toBe(1);
    expect(await savedHash(files.downloads.at(-1)!)).toBe(sha256(bytes));
  });

  it('an offer in another chat leads there, waits in the list, and is still there after a reload', async () => {
    const elsewhere = await files.visitors.chatOf(files.visitors.bob, files.visitors.eve);
    await Promise.all([live(bob), bob.goto(`/chat-web/${elsewhere}`)]);
    await files.choose(fileOf('elsewhere.txt', Buffer.from('elsewhere')));
    await bob.locator(`.chat-row[data-chat="${files.chat}"]`, { hasText: 'Wants to send you a file' }).waitFor();
    await bob.locator('.toast', { hasText: 'Wants to send you elsewhere.txt' }).getByRole('link').click();

    await files.card(bob, 'elsewhere.txt').waitFor();
    await bob.reload();
    const download = await files.take('elsewhere.txt');
    expect(await savedHash(download)).toBe(sha256(Buffer.from('elsewhere')));
    await files.arrives('elsewhere.txt');
    expect(await bob.getByText('Wants to send you a file').isVisible()).toBe(false);
  });

  it('is taken in one window, and the others say so to the end', async () => {
    const second = await bob.context().newPage();
    await second.goto(`/chat-web/${files.chat}`);
    await files.seesOther(second);
    await files.choose(fileOf('taken.txt', Buffer.from('taken')));
    await files.card(second, 'taken.txt').waitFor();
    await files.take('taken.txt');

    await files.arrives('taken.txt');
    await files.says(second, 'taken.txt', 'You have taken it in another window or on another device.');
    await second.close();
  });

  it('no page complained', () => {
    expect(files.visitors.problems).toEqual([]);
  });
});
