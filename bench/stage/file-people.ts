import { once } from 'node:events';
import type { Browser, Download, Locator, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { openBrowser } from '../../test/support/browser.js';
import { CuttableLine } from '../../test/support/cuttable-line.js';

const PASSWORD = 'correct horse battery staple';
const PATIENCE_MS = 120_000;
/** Of one part of the file. */
const WHOLE_MS = 840_000;

type Frame = Record<string, never> & { type: string; transfer_id: string; user_id: number };

/** What a page knows and Node does not. */
interface PageWithWorker {
  navigator: { serviceWorker: { controller: object | null } };
}

interface Chat {
  id: number;
  tokens: { ada: string; bob: string };
}

/** ada and bob, each in a browser and with a program, in a chat of their own. */
export class FilePeople {
  readonly downloads: Download[] = [];

  private constructor(
    readonly port: number,
    readonly line: CuttableLine,
    private readonly chat: Chat,
    private readonly browser: Browser,
    private readonly pages: [ada: Page, bob: Page],
  ) {
    this.bob.on('download', (download) => this.downloads.push(download));
  }

  get ada(): Page {
    return this.pages[0];
  }

  get bob(): Page {
    return this.pages[1];
  }

  get tokens(): Chat['tokens'] {
    return this.chat.tokens;
  }

  /** `overLine`: the browsers come over a line that can be cut. */
  static async meet(port: number, overLine: boolean): Promise<FilePeople> {
    const names = { ada: `ada-${Date.now()}`, bob: `bob-${Date.now()}` };
    const line = await CuttableLine.to(port);
    const base = `http://127.0.0.1:${port}`;
    const tokens = { ada: await signUp(base, names.ada), bob: await signUp(base, names.bob) };
    const { id: chat } = await post(`${base}/chat/`, { username: names.bob }, tokens.ada);
    const browser = await openBrowser();
    const url = `http://127.0.0.1:${overLine ? line.port : port}`;
    const open = (name: string) => openChat(browser, url, name, Number(chat));
    const [ada, bob] = [await open(names.ada), await open(names.bob)];
    for (const page of [ada, bob]) await page.locator('.pane-head__online', { hasText: 'Online' }).waitFor();
    return new FilePeople(port, line, { id: Number(chat), tokens }, browser, [ada, bob]);
  }

  async part(): Promise<void> {
    await this.browser.close();
    await this.line.close();
  }

  card = (page: Page, name: string): Locator => page.locator('.file', { hasText: name }).last();

  choose = (path: string): Promise<void> => this.ada.getByLabel('Files to send').setInputFiles(path);

  /** bob takes it in his browser. */
  async take(name: string): Promise<Download> {
    const download = this.bob.waitForEvent('download');
    await this.card(this.bob, name).getByRole('button', { name: 'Accept' }).click();
    return download;
  }

  /** At least so many percent have arrived. */
  async flows(name: string, percent: number): Promise<void> {
    const share = this.card(this.bob, name).locator('[data-part=percent]');
    const percentOf = async () => Number.parseInt((await share.textContent()) ?? '', 10) || 0;
    while ((await percentOf()) < percent) await this.bob.waitForTimeout(50);
  }

  arrives = (name: string): Promise<void> =>
    this.card(this.bob, name).getByText('Arrived whole').waitFor({ timeout: WHOLE_MS });

  isSent = (name: string): Promise<void> =>
    this.card(this.ada, name).getByText('has it').waitFor({ timeout: WHOLE_MS });

  /** Bytes leave ada's browser no faster. */
  async pace(bytesPerSecond: number): Promise<void> {
    const session = await this.ada.context().newCDPSession(this.ada);
    const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond };
    await session.send('Network.emulateNetworkConditions', conditions);
  }

  /** A program of one of the two on `ws/file`. */
  async program(name: 'ada' | 'bob'): Promise<Program> {
    const headers = { authorization: `Bearer ${this.tokens[name]}` };
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}/ws/file/${this.chat.id}/`, { headers });
    const program = new Program(socket);
    await once(socket, 'open');
    return program;
  }
}

export class Program {
  private readonly frames: Frame[] = [];
  private wake: () => void = () => undefined;
  onBytes: (bytes: Buffer) => void = () => undefined;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return this.onBytes(data);
      this.frames.push(JSON.parse(data.toString()) as Frame);
      this.wake();
    });
  }

  say(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  async heard(type: string): Promise<Frame> {
    for (;;) {
      const at = this.frames.findIndex((frame) => frame.type === type);
      if (at >= 0) return this.frames.splice(at, 1)[0]!;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

async function openChat(browser: Browser, url: string, username: string, chat: number): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1200, height: 800 } });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(`/user/login/?next=/chat-web/${chat}`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`**/chat-web/${chat}`);
  // From now on downloads go through it.
  await page.waitForFunction(
    () => (globalThis as unknown as PageWithWorker).navigator.serviceWorker.controller !== null,
  );
  return page;
}

async function signUp(base: string, username: string): Promise<string> {
  await post(`${base}/user/register/`, { username, password: PASSWORD });
  return String((await post(`${base}/api/token/`, { username, password: PASSWORD })).access);
}

async function post(url: string, body: object, token?: string): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}`);
  return (await answer.json()) as Record<string, unknown>;
}
