import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import ts from 'typescript';
import type { ChatMessage, Parley as TypedParley } from '../../src/typed-client/index.js';
import { type OpenApp, openApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { Stranger } from '../support/client.js';
import { PASSWORD, people, type TestPerson } from '../support/people.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';

const LIBRARY = join(import.meta.dirname, '../../dist/client');
const { Parley, ParleyError } = (await import(
  join(LIBRARY, 'node.js')
)) as typeof import('../../src/typed-client/index.js');

describe('a program with the typed client', () => {
  let app: OpenApp;
  let ada: TestPerson;
  let bob: TestPerson;
  let chat: number;
  let asked: { url: string; status: number }[] = [];
  const open: TypedParley[] = [];

  beforeAll(async () => {
    app = await openApp({}, (bare) => {
      bare
        .getHttpServer()
        .prependListener('request', (request: { url: string }, response: NodeJS.EventEmitter) =>
          response.once('finish', () =>
            asked.push({ url: request.url, status: (response as unknown as { statusCode: number }).statusCode }),
          ),
        );
    });
    [ada, bob] = await people(app, 'ada', 'bob');
    chat = (await ada.phone.post('/chat/', { username: 'bob' })).body.id;
  });
  afterEach(() => {
    for (const client of open.splice(0)) client.live.close();
    asked = [];
  });
  afterAll(() => app.close());

  const client = (tokens?: { access: string; refresh: string }, url = app.url) => {
    const made = new Parley(url, { tokens });
    open.push(made);
    return made;
  };
  const tokensOf = async (person: TestPerson) => {
    const { access, refresh } = await person.anotherPhone();
    return { access, refresh };
  };
  const expired = (access: string) => {
    const { iat: _, exp: __, ...claims } = jwt.decode(access) as Record<string, unknown>;
    const now = Math.floor(Date.now() / 1000);
    return jwt.sign({ ...claims, iat: now - 2000, exp: now - 1000 }, app.config.jwtSecret);
  };
  const asks = (path: string) => asked.filter(({ url }) => url === path).map(({ status }) => status);
  const textsFor = (who: TypedParley) => {
    const messages: ChatMessage[] = [];
    who.on('message:new', (message) => messages.push(message));
    return () => messages.filter(({ kind }) => kind === 'text').map(({ text }) => text);
  };

  it('signs in, and finds what the contract has, with its types', async () => {
    const parley = client();
    await parley.signIn({ username: 'ada', password: PASSWORD });

    const [me, rows] = await Promise.all([parley.me(), parley.chats()]);
    expect([me.username, rows.map(({ username }) => username)]).toEqual(['ada', ['bob']]);
    expect(await parley.send(chat, 'by a request')).toMatchObject({ seq: 1 });
    expect((await parley.history(chat)).messages.map(({ text }) => text)).toEqual(['by a request']);
  });

  it('whose token has ended makes one refresh for all requests, and each of them succeeds', async () => {
    const tokens = await tokensOf(ada);
    const parley = client({ ...tokens, access: expired(tokens.access) });
    asked = [];

    const answers = await Promise.all([parley.me(), parley.chats(), parley.groups(), parley.stats(), parley.me()]);

    expect(answers[0].username).toBe('ada');
    await soon(() => asks('/user/me/').length === 4);
    expect(asks('/api/token/refresh/')).toEqual([200]);
    expect(asks('/user/me/')).toEqual([401, 401, 200, 200]);
  });

  it('whose device was signed out elsewhere is told once, and asks no more', async () => {
    const tokens = await tokensOf(ada);
    const parley = client({ ...tokens, access: expired(tokens.access) });
    await new Stranger(app).post('/user/logout/', { refresh: tokens.refresh });
    let told = 0;
    parley.onSignedOut(() => told++);

    const failures = await Promise.all([parley.me(), parley.chats()].map((asking) => asking.catch((error) => error)));

    expect(failures.every((error) => error instanceof ParleyError && error.code === 'not_authenticated')).toBe(true);
    expect([told, asks('/api/token/refresh/')]).toEqual([1, [401]]);
  });

  it('is refused in words for people and a code for programs', async () => {
    const parley = client(await tokensOf(ada));
    const refusal = await parley.openChat('nobody-here').catch((error) => error);

    expect(refusal).toMatchObject({ name: 'ParleyError', code: 'not_found', message: expect.stringMatching(/\.$/) });
    const nowhere = client(await tokensOf(ada), 'http://127.0.0.1:1');
    expect(await nowhere.me().catch((error) => error)).toMatchObject({ code: 'unavailable' });
  });

  it('asks for a list again and is only told that nothing changed', async () => {
    const parley = client(await tokensOf(ada));
    const first = await parley.chats();
    first[0]!.username = 'changed by the program';

    expect(await parley.chats()).toMatchObject([{ username: 'bob' }]);
    expect(asks('/chat/')).toEqual([200, 304]);
    await bob.phone.post(`/chat/${chat}/messages/`, { text: 'news' });
    expect(await parley.chats()).toMatchObject([{ lastMessage: 'news' }]);
    expect(asks('/chat/')).toEqual([200, 304, 200]);
  });

  it('whose token ended while it was away comes back by a fresh one', async () => {
    const tokens = await tokensOf(bob);
    const parley = client({ ...tokens, access: expired(tokens.access) });
    const heard = textsFor(parley);
    await parley.live.connect();
    await ada.phone.post(`/chat/${chat}/messages/`, { text: 'still there?' });

    await soon(() => heard().includes('still there?'));
    expect(asks('/api/token/refresh/')).toEqual([200]);
  });

  it('as documented prints what is said, as it is said', async () => {
    const example = join(LIBRARY, '../../docs/examples/watch.mjs');
    const env = { ...process.env, PARLEY_PASSWORD: PASSWORD };
    const watching = spawn(process.execPath, [example, app.url, 'ada', String(chat), 'From a script.'], { env });
    let printed = '';
    watching.stdout.on('data', (data) => (printed += data));
    await soon(() => printed.includes('ada: From a script.'));
    await bob.phone.post(`/chat/${chat}/messages/`, { text: 'Hello, script.' });
    await soon(() => printed.includes('bob: Hello, script.'));
    watching.kill();

    expect(printed).toMatch(/^Here as ada\.$/m);
  });

  it('needs nothing but the folder dist/client for its types', () => {
    const program = ts.createProgram([join(LIBRARY, 'index.d.ts')], {
      strict: true,
      noEmit: true,
      types: [],
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    });

    expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)).toEqual([]);
  });
});

describeIf('chromium', 'a page of another origin with the typed client', () => {
  it('keeps the refresh token where no script sees it, and is signed in again after a reload', async () => {
    const pages = createServer(({ url }, response) => {
      const isScript = url === '/client.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? readFileSync(join(LIBRARY, 'browser.js')) : '<!doctype html><title>Elsewhere</title>');
    });
    pages.listen(0, '127.0.0.1');
    await once(pages, 'listening');
    const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
    const app = await openApp({ corsOrigins: [origin] });
    const browser = await openBrowser();
    try {
      await people(app, 'ada');
      const page = await browser.newPage();
      await page.goto(origin);
      const signedIn = await page.evaluate(
        async ([url, password]) => {
          const { Parley } = (await import('/client.js' as string)) as { Parley: typeof TypedParley };
          const kept: unknown[] = [];
          const parley = new Parley(url!, { refreshIn: 'cookie', onTokens: (tokens) => kept.push(tokens) });
          await parley.signIn({ username: 'ada', password: password! });
          await parley.live.connect();
          const { username } = await parley.me();
          return { username, kept: JSON.stringify(kept) };
        },
        [app.url, PASSWORD],
      );
      const cookies = await page.evaluate('document.cookie');
      await page.reload();
      const again = await page.evaluate(async (url) => {
        const { Parley } = (await import('/client.js' as string)) as { Parley: typeof TypedParley };
        return (await new Parley(url, { refreshIn: 'cookie' }).me()).username;
      }, app.url);

      expect([signedIn.username, again]).toEqual(['ada', 'ada']);
      expect(signedIn.kept).toContain('"access"');
      expect(signedIn.kept + String(cookies)).not.toContain('refresh');
    } finally {
      await browser.close();
      await app.close();
      pages.close();
    }
  });
});
