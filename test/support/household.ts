import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { OpenApp } from './app.js';
import { openBrowser } from './browser.js';
import { type Json, send } from './client.js';
import { temporaryFolder } from './guard.mjs';
import { RawClient } from './raw-client.js';
import { ServerProcess } from './server-process.js';
import { Line } from './visitors.js';

const PASSWORD = 'correct horse battery staple';

/** The built server as a process that can be killed and started again, and a line to it for each device. */
export class Household {
  readonly lines: Line[] = [];
  private server!: ServerProcess;
  private readonly folder = temporaryFolder('household');

  private constructor(readonly browser: Browser) {}

  static async open(): Promise<Household> {
    const household = new Household(await openBrowser());
    await household.start();
    return household;
  }

  /** Starts the server, again on the same data; the lines lead to it from then on. */
  async start(): Promise<void> {
    this.server = await ServerProcess.start({ DATA_DIR: this.folder, RATE_LIMIT: 'off' });
    for (const line of this.lines) line.far = this.port;
  }

  kill = () => this.server.end('SIGKILL');

  async close(): Promise<void> {
    await this.browser.close();
    for (const line of this.lines) line.close();
    await this.server.end('SIGTERM');
  }

  get port(): number {
    return Number(new URL(this.server.url).port);
  }

  async line(): Promise<Line> {
    const line = await Line.to(this.port);
    this.lines.push(line);
    return line;
  }

  /** Makes an account and signs it in with an app. */
  async person(username: string): Promise<HouseholdMember> {
    const credentials = { username, password: PASSWORD };
    const { body } = await this.call('', '/user/register/', credentials);
    const { access } = (await this.call('', '/api/token/', credentials)).body;
    return new HouseholdMember(this, body.id, username, access);
  }

  call(access: string, path: string, json?: unknown) {
    return send(this.server.url + path, { json, headers: access ? { authorization: `Bearer ${access}` } : {} });
  }
}

export class HouseholdMember {
  constructor(
    private readonly household: Household,
    readonly id: number,
    readonly username: string,
    private readonly access: string,
  ) {}

  get = async (path: string): Promise<Json> => (await this.household.call(this.access, path)).body;
  post = async (path: string, json: unknown = {}): Promise<Json> =>
    (await this.household.call(this.access, path, json)).body;

  /** Signs in with a browser of their own, by the form. */
  async browser(): Promise<{ page: Page; context: BrowserContext; line: Line }> {
    const line = await this.household.line();
    const baseURL = `http://127.0.0.1:${line.port}`;
    const context = await this.household.browser.newContext({ baseURL, viewport: { width: 1200, height: 700 } });
    context.setDefaultTimeout(45_000);
    const page = await context.newPage();
    await page.goto('/user/login/');
    await page.getByLabel('Username').fill(this.username);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/home/');
    return { page, context, line };
  }

  async phone(chat: number): Promise<Handset> {
    return new Handset(await this.household.line(), chat, this.access).connect();
  }
}

/** A mobile app of the simplest kind: it connects again when it is told to, and asks for what it missed. */
export class Handset {
  private readonly clients: RawClient[] = [];

  constructor(
    readonly line: Line,
    private readonly chat: number,
    private readonly token: string,
  ) {}

  async connect(): Promise<this> {
    const head = Math.max(0, ...this.messages().keys());
    const client = await RawClient.connect({ port: this.line.port } as OpenApp, this.chat, { token: this.token });
    this.clients.push(client);
    client.send({ type: 'history', after: head });
    await client.heard('history');
    return this;
  }

  say(text: string): void {
    this.last.send({ type: 'message', text, client_id: text });
  }

  read(): void {
    this.last.send({ type: 'read' });
  }

  /** What it knows of the conversation, by `seq`. */
  messages(): Map<number, string> {
    const known = this.clients
      .flatMap(({ frames }) => frames)
      .flatMap((frame) => (frame.type === 'history' ? frame.messages : frame.type === 'message' ? [frame] : []));
    const sorted = known.toSorted((one: Json, other: Json) => one.seq - other.seq);
    return new Map(sorted.map(({ seq, text }: Json) => [seq, text]));
  }

  presenceOf = (userId: number): Json =>
    this.last
      .ofType('presence')
      .filter(({ user_id }) => user_id === userId)
      .at(-1)?.is_online;

  hangUp = () => this.last.hangUp();

  private get last(): RawClient {
    return this.clients.at(-1)!;
  }
}
