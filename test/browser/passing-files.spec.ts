import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findings } from './axe.js';
import { fileOf, FileVisitors, savedHash } from '../support/file-visitors.js';
import { bytesOf, sha256 } from '../support/files.js';
import { RawClient } from '../support/raw-client.js';
import { describeIf } from '../support/requires.js';
import { live } from '../support/visitors.js';

const MEGABYTE = 2 ** 20;
const LONG_NAME = 'harbour-series-selects-final-for-print.zip';
/** A red dot. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==',
  'base64',
);

describeIf('chromium', 'a file between two people in two browsers', () => {
  let files: FileVisitors;
  let ada: Page;
  let bob: Page;
  beforeAll(async () => {
    files = await FileVisitors.open();
    ({ ada, bob } = files);
  });
  afterEach(() => files.nothingIsOpen());
  afterAll(() => files.close());

  it('a file is offered, taken, and saved by the browser itself, byte for byte', async () => {
    const bytes = bytesOf(8 * MEGABYTE);
    await files.choose(fileOf(LONG_NAME, bytes, 'application/zip'));

    await files.says(ada, LONG_NAME, 'Waiting for bob to take it');
    await files.says(bob, LONG_NAME, '8.39 MB · from ada');
    const download = await files.take(LONG_NAME);

    expect(download.suggestedFilename()).toBe(LONG_NAME);
    expect(await savedHash(download)).toBe(sha256(bytes));
    await files.says(bob, LONG_NAME, 'Arrived whole');
    await files.says(ada, LONG_NAME, 'bob has it');
    for (const page of [ada, bob]) {
      await files.card(page, LONG_NAME).getByText('SHA-256').click();
      await files.says(page, LONG_NAME, sha256(bytes));
    }
  });

  it('goes from a browser to a program, and from a program to a browser', async () => {
    const { app, ada: sender, bob: recipient } = files.visitors;
    const bytes = bytesOf(2 * MEGABYTE);
    const dial = (token: string) => RawClient.dial(app, `/ws/file/${files.chat}/`, { token }).opened();

    const taking = await dial(recipient.phone.access);
    await files.choose(fileOf('to-program.bin', bytes));
    const { transfer_id } = await taking.heard('offered');
    taking.send({ type: 'accept', transfer_id });
    await taking.heard('done');
    expect(sha256(Buffer.concat(taking.content))).toBe(sha256(bytes));
    const elsewhere = 'You have taken it in another window or on another device.';
    await files.over('to-program.bin', { ada: 'bob has it', bob: elsewhere });

    const offering = await dial(sender.phone.access);
    offering.send({ type: 'offer', name: 'by-program.bin', size: bytes.length });
    const made = await offering.heard('offer_made');
    // A download begins when the first bytes come.
    const download = files.take('by-program.bin');
    await offering.heard('accepted');
    await sender.phone.send(`/transfer/${made.transfer_id}/`, { method: 'PUT', raw: bytes as never });
    expect(await savedHash(await download)).toBe(sha256(bytes));
    await files.says(bob, 'by-program.bin', 'Arrived whole');
    await Promise.all([taking.hangUp(), offering.hangUp()]);
  });

  it('can be declined, by a button or by Esc', async () => {
    for (const decline of [
      () => files.card(bob, 'no.txt').getByRole('button', { name: 'Decline' }).click(),
      async () => {
        await bob.waitForTimeout(800);
        await bob.getByLabel('Message', { exact: true }).press('Escape');
      },
    ]) {
      await files.choose(fileOf('no.txt', bytesOf(10)));
      // The one before stands there too, and cannot be declined any more.
      await files.card(bob, 'no.txt').getByRole('button', { name: 'Decline' }).waitFor();
      await decline();
      await files.over('no.txt', { ada: 'bob declined.', bob: 'You declined.' });
    }
    expect(await bob.locator('[role=status]', { hasText: 'ada wants to send you no.txt' }).count()).toBe(1);
  });

  it('is taken by Enter, and not while somebody is writing', async () => {
    const composer = bob.getByLabel('Message', { exact: true });
    await composer.fill('I am writing');
    await files.choose(fileOf('enter.txt', bytesOf(1000)));
    await files.card(bob, 'enter.txt').waitFor();
    await bob.waitForTimeout(800);
    await composer.press('Enter');
    await bob.locator('.message', { hasText: 'I am writing' }).waitFor();
    expect(await files.card(bob, 'enter.txt').getByRole('button', { name: 'Accept' }).isVisible()).toBe(true);

    const download = bob.waitForEvent('download');
    await composer.press('Enter');

    expect(await savedHash(await download)).toBe(sha256(bytesOf(1000)));
    await files.arrives('enter.txt');
  });

  it('several wait for their turn, each on a card of its own', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'].map((name) => `${name}.txt`);
    await files.choose(...names.map((name) => fileOf(name, Buffer.from(name))));

    await files.card(bob, 'three.txt').waitFor();
    await files.says(ada, 'four.txt', 'Goes out when one of the others is through');
    expect(await bob.locator('.file', { hasText: /four|five/ }).count()).toBe(0);
    for (const name of names) expect(await savedHash(await files.take(name))).toBe(sha256(Buffer.from(name)));
    for (const name of names) await files.arrives(name);
  });

  const carrying = (page: Page, name: string, bytes: Buffer, type: string) =>
    page.evaluateHandle(
      ([file, content, kind]) => {
        const transfer = new DataTransfer();
        const raw = Uint8Array.from(atob(content!), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([raw], file!, { type: kind }));
        return transfer;
      },
      [name, bytes.toString('base64'), type],
    );

  it('can be dropped anywhere on the page', async () => {
    const dataTransfer = await carrying(ada, 'dropped.txt', Buffer.from('dropped'), 'text/plain');
    await ada.dispatchEvent('.log', 'dragover', { dataTransfer });
    await ada.getByText('Drop to send to').waitFor();
    await ada.dispatchEvent('.log', 'drop', { dataTransfer });

    expect(await ada.getByText('Drop to send to').isVisible()).toBe(false);
    expect(await savedHash(await files.take('dropped.txt'))).toBe(sha256(Buffer.from('dropped')));
    await files.arrives('dropped.txt');
  });

  it('a picture can be pasted, and shows itself small before it is taken', async () => {
    const clipboardData = await carrying(ada, 'dot.png', PICTURE, 'image/png');
    await ada.evaluate((data) => {
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      document.querySelector('textarea')!.dispatchEvent(event);
    }, clipboardData);

    for (const page of [ada, bob]) {
      const picture = files.card(page, 'dot.png').locator('img');
      await picture.waitFor();
      expect(await picture.getAttribute('src')).toMatch(/^data:image\/webp;base64,/);
      const width = picture.evaluate(async (image: HTMLImageElement) => [await image.decode(), image.naturalWidth][1]);
      expect(await width).toBe(5);
    }
    expect(await savedHash(await files.take('dot.png'))).toBe(sha256(PICTURE));
    await files.arrives('dot.png');
  });

  it('a name is text, whatever is in it, and an empty file is a file', async () => {
    const name = '<img src=x onerror=alert(1)> \u202egpj.exe';
    await files.choose(fileOf(name, Buffer.alloc(0), 'text/html'));

    const shown = name.replace('\u202e', '');
    await files.card(bob, shown).waitFor();
    expect(await bob.locator('.file img').count()).toBe(1);
    const download = await files.take(shown);
    expect(await savedHash(download)).toBe(sha256(Buffer.alloc(0)));
    await files.arrives(shown);
  });

  it('nobody is there to take it: that is said, and it can be tried again', async () => {
    await ada.goto(`/chat-web/${await files.visitors.chatOf(files.visitors.ada, files.visitors.eve)}`);
    await files.choose(fileOf('alone.txt', Buffer.from('alone')));
    await files.says(ada, 'alone.txt', 'Nobody else is here now.');

    const eve = await files.visitors.page(files.visitors.eve, ada.url().replace(files.visitors.url, ''));
    await Promise.all([files.seesOther(eve), files.seesOther(ada)]);
    await files.card(ada, 'alone.txt').getByRole('button', { name: 'Try again' }).click();
    await files.card(eve, 'alone.txt').getByRole('button', { name: 'Decline' }).click();
    await files.says(ada, 'alone.txt', 'eve declined.');
    await eve.context().close();
    await Promise.all([live(ada), ada.goto(`/chat-web/${files.chat}`)]);
    await files.seesOther(ada);
  });

  it('everybody can use the cards, in both themes and on a phone', async () => {
    await files.input(bob).setInputFiles([fileOf(LONG_NAME, bytesOf(10)), fileOf('dot.png', PICTURE, 'image/png')]);
    await files.slowly(async () => {
      await files.choose(fileOf('under-way.bin', bytesOf(12 * MEGABYTE)));
      await files.take('under-way.bin');
      await files.flows(ada, 'under-way.bin');
      await files.card(ada, LONG_NAME).waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await ada.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await findings(ada)).toEqual([]);
      }
      for (const width of [320, 360, 1200]) {
        await ada.setViewportSize({ width, height: 700 });
        for (const part of await ada.locator('.file :is(button, .bar, [data-part=tail])').all()) {
          if (!(await part.isVisible())) continue;
          const { x, width: wide } = (await part.boundingBox())!;
          expect(x + wide).toBeLessThan(width);
        }
      }
      await files.card(ada, 'under-way.bin').getByRole('button', { name: 'Cancel' }).click();
    }, MEGABYTE / 4);
    for (const name of [LONG_NAME, 'dot.png']) {
      await files.card(ada, name).getByRole('button', { name: 'Decline' }).click();
      await files.says(bob, name, 'ada declined.');
    }
  });

  it('no page complained', () => {
    expect(files.visitors.problems).toEqual([]);
  });
});
