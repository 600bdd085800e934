import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { fileOf, FileVisitors, savedHash } from '../support/file-visitors.js';
import { bytesOf, sha256 } from '../support/files.js';
import { describeIf } from '../support/requires.js';

const MEGABYTE = 2 ** 20;

describeIf('chromium', 'a file whose recipient has the worker between the network and the download', () => {
  let files: FileVisitors;
  beforeAll(async () => {
    files = await FileVisitors.open({ serviceWorkers: 'allow' });
    await files.bob.waitForFunction(() => navigator.serviceWorker.controller !== null);
  });
  afterEach(() => files.nothingIsOpen());
  afterAll(() => files.close());

  /** One download, from its first byte to its last. */
  const isWhole = async (bytes: Buffer, before: number): Promise<void> => {
    expect(files.downloads.length - before).toBe(1);
    const [download] = files.downloads.slice(before);
    expect(await savedHash(download!)).toBe(sha256(bytes));
  };

  it('is saved under its name', async () => {
    const bytes = bytesOf(3 * MEGABYTE + 1);
    const before = files.downloads.length;
    await files.choose(fileOf('plän 1.bin', bytes));
    const download = await files.take('plän 1.bin');
    await files.arrives('plän 1.bin');

    expect(download.suggestedFilename()).toBe('plän 1.bin');
    await isWhole(bytes, before);
  });

  it('goes on from where it was after the connections were reset, which a browser does not forgive', async () => {
    const bytes = bytesOf(12 * MEGABYTE);
    const before = files.downloads.length;
    await files.slowly(async () => {
      await files.choose(fileOf('reset.bin', bytes));
      await files.take('reset.bin');
      await files.flows(files.bob, 'reset.bin');
      files.visitors.line.cut('reset');
      files.visitors.line.mend();
    });

    await files.arrives('reset.bin');
    await isWhole(bytes, before);
  });

  it('goes on from where it was after there was no network for a while', async () => {
    const bytes = bytesOf(12 * MEGABYTE);
    const before = files.downloads.length;
    await files.slowly(async () => {
      await files.choose(fileOf('away.bin', bytes));
      await files.take('away.bin');
      await files.flows(files.bob, 'away.bin');
      files.visitors.line.cut();
      await files.bob.locator('.banner').waitFor();
    });
    files.visitors.line.mend();

    await files.arrives('away.bin');
    await isWhole(bytes, before);
  });

  it('no page complained', () => {
    expect(files.visitors.problems).toEqual([]);
  });
});
