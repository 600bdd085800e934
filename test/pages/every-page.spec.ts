import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { type Browser, Stranger } from '../support/client.js';
import { groupOf } from '../support/groups-of.js';
import { withoutTemplates } from '../support/html.js';
import { people } from '../support/people.js';
import { serverOf } from '../support/servers.js';

const HTML = { headers: { accept: 'text/html' } };

let app: OpenApp;
let ada: Browser;
let stranger: Stranger;
let chat: string;
let group: number;
let server: { id: number; channels: number[] };

beforeAll(async () => {
  app = await openApp();
  stranger = new Stranger(app);
  const [person] = await people(app, 'ada', 'bob');
  ada = await person!.browser();
  chat = (await ada.submit('/chat-web/', { username: 'bob' })).headers.get('location')!;
  await person!.phone.post(`/chat/${chat.split('/').pop()}/messages/`, { text: 'hello' });
  group = await groupOf(person!, 'Harbour');
  server = await serverOf(person!, [], {}, ['general']);
});
afterAll(() => app.close());

const pages = () => [
  ...['/home/', '/home/?q=bob', '/settings/', chat, '/chat-web/999999', '/nowhere'],
  ...[`/chat-web/${group}`, `/chat-web/${group}?details=members`, `/chat-web/${group}?details=settings`],
  ...[`/server-web/${server.id}`, `/server-web/${server.id}/edit`, '/server-web/new', '/server-web/999999'],
  ...['', '?details=members', '?details=settings'].map((query) => `/chat-web/${server.channels[0]}${query}`),
  ...[`/group-web/${group}`, '/group-web/new', '/group-web/999999', '/explore/', '/join/AAAABBBBCCCCDDDD'],
];
const today = (html: string) => /data-format="today"[^>]*>([^<]*)</.exec(html)![1];

describe('every page', () => {
  it('forbids what is inline or from elsewhere, and keeps to that itself', async () => {
    const answers = await Promise.all([
      ...pages().map((path) => ada.send(path, HTML)),
      ...['/user/login/', '/user/register/'].map((path) => stranger.send(path, HTML)),
    ]);

    for (const { headers, text } of answers) {
      const policy = headers.get('content-security-policy');
      expect(policy).toMatch(/default-src 'none';.*script-src 'self';.*style-src 'self'/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(text).not.toMatch(/<script(?![^>]* src="\/)|<style|\sstyle="|\son[a-z]+="/);
    }
  });

  it('has one heading, a title and a language', async () => {
    for (const path of pages()) {
      const { text } = await ada.send(path, HTML);
      expect([path, withoutTemplates(text).match(/<h1[ >]/g)?.length]).toEqual([path, 1]);
      expect(text).toMatch(/<html lang="en"/);
      expect(text).toMatch(/<title>[^<]*Parley<\/title>/);
    }
  });

  it('names files that may be kept for a year, and serves them', async () => {
    const { text } = await ada.get('/home/');
    const found = [...text.matchAll(/(?:href|src)="(\/(?:assets|icons)\/[^"]+)/g)].map(([, file]) => file!);
    const files = new Set(found.map((file) => file.replaceAll('&#x3D;', '=').split('#')[0]!));

    for (const file of files) {
      const answer = await stranger.get(file);
      expect([file, answer.status]).toEqual([file, 200]);
      const forever = answer.headers.get('cache-control')!.includes('immutable');
      expect([file, forever]).toEqual([file, /\/assets\/|\?v=/.test(file)]);
    }
    expect(files.size).toBeGreaterThan(3);
    expect((await stranger.get('/manifest.webmanifest')).status).toBe(200);
  });

  it('keeps the conversations beside an error, and says what can be done', async () => {
    const { status, text } = await ada.send('/nowhere', HTML);

    expect(status).toBe(404);
    expect(text).toContain('<h1>This page is not here</h1>');
    expect(text).toContain(`href="${chat}"`);
    expect(text).toContain('>Go home</a>');
  });

  it('comes out while the conversations cannot be read', async () => {
    await app.database.query('ALTER TABLE memberships RENAME TO gone');
    const { status, text } = await ada.get('/home/');
    await app.database.query('ALTER TABLE gone RENAME TO memberships');

    expect(status).toBe(500);
    expect(text).toContain('<h1>Something went wrong here</h1>');
    expect(text).not.toMatch(/memberships|SELECT|at .*\.js/);
  });

  it('says times in the zone that its reader has told it, if there is such a zone', async () => {
    ada.cookies.set('tz', 'Pacific/Kiritimati');
    const far = today((await ada.get('/home/')).text);
    ada.cookies.set('tz', 'Pacific/Pago_Pago');
    const near = today((await ada.get('/home/')).text);
    ada.cookies.set('tz', '../../etc/passwd');
    const nowhere = await ada.get('/home/');
    ada.cookies.delete('tz');

    expect(far).not.toBe(near);
    expect(nowhere.status).toBe(200);
  });
});

describe('the list of conversations', () => {
  it('shows only what is unread when asked to', async () => {
    const all = await ada.get('/home/');
    const unread = await ada.get('/home/?show=unread');

    expect(all.text).toContain(`href="${chat}"`);
    expect(unread.text).not.toContain(`href="${chat}"`);
    expect(unread.text).toContain('Nothing unread');
  });
});
