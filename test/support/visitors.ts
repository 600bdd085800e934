import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type OpenApp, openApp } from './app.js';
import { openBrowser } from './browser.js';
import { people, type TestPerson } from './people.js';

const PATIENCE_MS = 45_000;

/** A line between browsers and the server that a test can cut. */
export class Line {
  private readonly ends = new Set<Socket>();
  private cutOff = false;
  private constructor(
    private readonly server: Server,
    /** Where it leads: a server that was started again has another port. */
    public far: number,
  ) {}

  static async to(port: number): Promise<Line> {
    const server = createServer();
    const line = new Line(server, port);
    server.on('connection', (near) => line.join(near));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return line;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** `reset`: as a router does that has forgotten a connection. */
  cut(how: 'ended' | 'reset' = 'ended'): void {
    this.cutOff = true;
    for (const end of this.ends) {
      if (how === 'reset') end.resetAndDestroy();
      else end.destroy();
    }
  }

  mend(): void {
    this.cutOff = false;
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private join(near: Socket): void {
    if (this.cutOff) return void near.destroy();
    const far = connect(this.far, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.ends.add(from);
      from
        .on('error', () => undefined)
        .on('close', () => {
          this.ends.delete(from);
          to.destroy();
        });
      from.pipe(to);
    }
  }
}

/** The whole server, a real browser, and people who look at pages in it, each in a context of their own. */
export class Visitors {
  /** Everything that a page complained about: errors of its script, and what the content policy refused. */
  readonly problems: string[] = [];

  private constructor(
    readonly app: OpenApp,
    readonly browser: Browser,
    readonly line: Line,
    private readonly cast: TestPerson[],
  ) {}

  get ada(): TestPerson {
    return this.cast[0]!;
  }

  get bob(): TestPerson {
    return this.cast[1]!;
  }

  get eve(): TestPerson {
    return this.cast[2]!;
  }

  static async open(...of: Parameters<typeof openApp>): Promise<Visitors> {
    const [app, browser] = await Promise.all([openApp(...of), openBrowser()]);
    const [line, cast] = await Promise.all([Line.to(app.port), people(app, 'ada', 'bob', 'eve')]);
    return new Visitors(app, browser, line, cast);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.line.close();
    await this.app.close();
  }

  get url(): string {
    return `http://127.0.0.1:${this.line.port}`;
  }

  /** Opens a page as somebody who is signed in there, or as nobody. */
  async page(person: TestPerson | null, path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      baseURL: this.url,
      viewport: { width: 1200, height: 700 },
      // It would answer what tests hold up or change on its way. Those that are about it let it in.
      serviceWorkers: 'block',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const cookies = person ? [...(await person.browser()).cookies] : [];
    await context.addCookies(
      cookies.map(([name, value]) => ({ name, value: encodeURIComponent(value), url: this.url })),
    );
    const page = await context.newPage();
    page.on('pageerror', (error) => this.problems.push(`${path}: ${error.message}`));
    page.on('console', (said) => {
      const complaint =
        ['error', 'warning'].includes(said.type()) &&
        !/WebSocket|Failed to load resource|Service Worker registration blocked/.test(said.text());
      if (complaint) this.problems.push(`${path}: ${said.text()}`);
    });
    await page.goto(path);
    return page;
  }

  async chatOf(one: TestPerson, other: TestPerson): Promise<number> {
    return (await one.phone.post('/chat/', { username: other.username })).body.id;
  }

  /** Several messages, in order. */
  async say(person: TestPerson, chat: number, ...texts: string[]): Promise<void> {
    for (const text of texts) await person.phone.post(`/chat/${chat}/messages/`, { text });
  }
}

/** Resolves when the page that is loaded next has been let in and hears what happens. To be called before it is loaded. */
export async function live(page: Page): Promise<void> {
  const socket = await page.waitForEvent('websocket');
  await socket.waitForEvent('framereceived', ({ payload }) => String(payload).startsWith('40'));
}

/** The texts of the messages in the log, in order. */
export const textsOf = (page: Page): Promise<string[]> => page.locator('.log [data-part=words]').allTextContents();

/** Waits until the page shows this text in the log. */
export const shows = (page: Page, text: string): Promise<void> =>
  page.locator('.log [data-part=words]').getByText(text, { exact: true }).first().waitFor();

export async function isState(page: Page, text: string, state: string): Promise<void> {
  await page.locator(`.message[data-state="${state}"]`, { hasText: text }).last().waitFor();
}

/** How far a place on the page is from its upper edge. */
export const topOf = (page: Page, text: string): Promise<number> =>
  page
    .locator('.log [data-part=words]')
    .getByText(text, { exact: true })
    .evaluate((element) => element.getBoundingClientRect().top);
