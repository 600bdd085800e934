import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Download, Locator, Page } from 'playwright-core';
import { sha256 } from './files.js';
import { Visitors } from './visitors.js';

const SLOW = 2 ** 20;

export interface Chosen {
  name: string;
  buffer: Buffer;
  mimeType: string;
}

export const fileOf = (name: string, buffer: Buffer, mimeType = 'application/octet-stream'): Chosen => ({
  name,
  buffer,
  mimeType,
});

export const savedHash = async (download: Download): Promise<string> => sha256(readFileSync(await download.path()));

/** ada and bob in two browsers, each looking at their chat, to pass files between them. */
export class FileVisitors {
  /** Those of bob's browser. */
  readonly downloads: Download[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'parley-files-'));

  private constructor(
    readonly visitors: Visitors,
    readonly chat: number,
    readonly ada: Page,
    readonly bob: Page,
  ) {
    bob.on('download', (download) => this.downloads.push(download));
  }

  /** `options`: of bob's browser. */
  static async open(options: BrowserContextOptions = {}): Promise<FileVisitors> {
    const visitors = await Visitors.open();
    const chat = await visitors.chatOf(visitors.ada, visitors.bob);
    const pages = [
      visitors.page(visitors.ada, `/chat-web/${chat}`),
      visitors.page(visitors.bob, `/chat-web/${chat}`, options),
    ];
    const [ada, bob] = await Promise.all(pages);
    const files = new FileVisitors(visitors, chat, ada!, bob!);
    await Promise.all([files.seesOther(ada!), files.seesOther(bob!)]);
    return files;
  }

  async close(): Promise<void> {
    await this.visitors.close();
    rmSync(this.folder, { recursive: true });
  }

  seesOther = (page: Page): Promise<void> => page.locator('.pane-head__online', { hasText: 'Online' }).waitFor();

  input = (page: Page): Locator => page.getByLabel('Files to send');

  choose = (...files: Chosen[]): Promise<void> => this.input(this.ada).setInputFiles(files);

  card = (page: Page, name: string): Locator => page.locator('.file', { hasText: name }).last();

  says = (page: Page, name: string, words: string): Promise<void> => this.card(page, name).getByText(words).waitFor();

  /** Both sides have come to an end, and say it so. */
  async over(name: string, sentences: { ada: string; bob: string }): Promise<void> {
    const { ada, bob } = this;
    await Promise.all([this.says(ada, name, sentences.ada), this.says(bob, name, sentences.bob)]);
    await Promise.all([ada, bob].map((page) => this.card(page, name).and(page.locator('[data-over]')).waitFor()));
  }

  arrives = (name: string): Promise<void> => this.over(name, { ada: 'bob has it', bob: 'Arrived whole' });

  async nothingIsOpen(): Promise<void> {
    for (const page of [this.ada, this.bob])
      await page.locator('.file:not([data-over])').first().waitFor({ state: 'detached' });
  }

  /** bob takes it. */
  async take(name: string): Promise<Download> {
    const download = this.bob.waitForEvent('download');
    await this.card(this.bob, name).getByRole('button', { name: 'Accept' }).click();
    return download;
  }

  /** Meanwhile bytes leave ada's page so slowly that there is time to do something. */
  async slowly(act: () => Promise<void>, bytesPerSecond = SLOW): Promise<void> {
    const session = await this.ada.context().newCDPSession(this.ada);
    const pace = (uploadThroughput: number) => {
      const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput };
      return session.send('Network.emulateNetworkConditions', conditions);
    };
    await pace(bytesPerSecond);
    await act();
    await pace(-1);
    await session.detach();
  }

  /** A part of it has passed. */
  flows = (page: Page, name: string): Promise<void> =>
    this.card(page, name)
      .locator('[data-part=percent]', { hasText: /^[1-9]\d? %/ })
      .waitFor();
}
