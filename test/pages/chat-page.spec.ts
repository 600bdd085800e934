import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import type { Browser } from '../support/client.js';
import { fieldOf, messagesOf, withoutTemplates } from '../support/html.js';
import { people, type TestPerson } from '../support/people.js';

let app: OpenApp;
let [ada, bob, eve]: TestPerson[] = [];
let adasBrowser: Browser;
let chatId: number;

beforeAll(async () => {
  app = await openApp();
  [ada, bob, eve] = await people(app, 'ada', 'bob', 'eve');
  adasBrowser = await ada!.browser();
});
afterAll(() => app.close());

const say = (person: TestPerson, text: string) => person.phone.post(`/chat/${chatId}/messages/`, { text });

describe('a conversation without script', () => {
  it('begins with a form that names the other one', async () => {
    const answer = await adasBrowser.submit('/chat-web/', { username: 'bob' });

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/chat-web\/\d+$/);
    chatId = Number(answer.headers.get('location')!.split('/').pop());
    const again = await adasBrowser.submit('/chat-web/', { username: 'Bob' });
    expect([again.status, again.headers.get('location')]).toEqual([303, `/chat-web/${chatId}`]);
  });

  it('leads to the search where nobody has that name', async () => {
    const answer = await adasBrowser.submit('/chat-web/', { username: 'nobody' });

    expect(answer.headers.get('location')).toBe('/home/?q=nobody');
    expect((await adasBrowser.get('/home/?q=nobody')).text).toContain('Nobody called “<bdi>nobody</bdi>” here');
  });

  it('sends by its form, and a repeated click sends nothing twice', async () => {
    const page = await adasBrowser.get(`/chat-web/${chatId}`);
    const message = { text: 'Dear Bob', client_id: fieldOf(page.text, 'client_id')! };
    for (const _ of [1, 2]) {
      const answer = await adasBrowser.submit(`/chat-web/${chatId}/messages`, message);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/chat-web/${chatId}`]);
    }

    const { text } = await (await bob!.browser()).get(`/chat-web/${chatId}`);

    expect(messagesOf(text)).toEqual(['Dear Bob']);
  });

  it('says that files need script, and shows no button that would do nothing', async () => {
    const { text } = await adasBrowser.get(`/chat-web/${chatId}`);

    expect(text).toMatch(/<p class="[^"]*without-script[^"]*">Files go from browser to browser, and need JavaScript/);
    expect(text).toMatch(/<button class="[^"]*with-script[^"]*"[^>]* aria-label="Send files"/);
  });

  it('gives back what was typed when it cannot be sent', async () => {
    const long = 'é'.repeat(4001);

    const { status, text } = await adasBrowser.submit(`/chat-web/${chatId}/messages`, { text: long });

    expect(status).toBe(400);
    expect(text).toContain(`>${long}</textarea>`);
    expect(text).toMatch(/role="alert"[^>]*>The message is too long/);
  });

  it('marks nothing as read by being opened, but by a button', async () => {
    await say(bob!, 'Have you seen this?');
    const page = await adasBrowser.get(`/chat-web/${chatId}`);
    expect((await ada!.phone.get('/stats/')).body.unread).toBe(1);

    await adasBrowser.submit(`/chat-web/${chatId}/read`, { up_to: fieldOf(page.text, 'up_to')! });

    expect((await ada!.phone.get('/stats/')).body.unread).toBe(0);
    expect((await adasBrowser.get(`/chat-web/${chatId}`)).text).not.toContain('Mark as read');
  });

  it('draws one line before the first unread message', async () => {
    await say(bob!, 'One more');
    await say(bob!, 'And another');

    const html = withoutTemplates((await adasBrowser.get(`/chat-web/${chatId}`)).text);
    const log = html.slice(html.indexOf('role="log"'));

    expect(log.match(/class="new-line"/g)).toHaveLength(1);
    expect(log.indexOf('class="new-line"')).toBeLessThan(log.indexOf('One more'));
    expect(log.indexOf('Have you seen this?')).toBeLessThan(log.indexOf('class="new-line"'));
  });

  it('pages by links, each message on one page', async () => {
    for (let number = 1; number <= 55; number++) await say(ada!, `no. ${number}`);
    await adasBrowser.submit(`/chat-web/${chatId}/read`, {});
    const newest = await adasBrowser.get(`/chat-web/${chatId}`);
    const link = /href="(\?before=\d+|\?before&#x3D;\d+)"/.exec(newest.text)![1]!.replace('&#x3D;', '=');

    const older = await adasBrowser.get(`/chat-web/${chatId}${link}`);

    expect(messagesOf(newest.text)).toHaveLength(50);
    expect(messagesOf(older.text)).toEqual(expect.arrayContaining(['Dear Bob', 'no. 5']));
    expect(messagesOf(older.text)).not.toContain('no. 6');
  });

  it('opens at the first unread one, however many came since', async () => {
    const { text } = await (await bob!.browser()).get(`/chat-web/${chatId}`);

    expect(messagesOf(text)[0]).toBe('Dear Bob');
    expect(text).toMatch(/data-action="log#newer">Newer messages/);
  });
});

describe('who sees a conversation', () => {
  it('a stranger is told the same as of one that does not exist', async () => {
    const browser = await eve!.browser();
    const paths = [`/chat-web/${chatId}`, '/chat-web/999999', '/chat-web/1e3'];
    const [foreign, none, odd] = await Promise.all(paths.map((path) => browser.get(path)));

    const sameFor = ({ text }: { text: string }) =>
      text.replace(/(?:content|value)="[^"]{40,}"/g, '').replace(/\/chat-web\/\w+/g, '');
    expect([foreign!.status, none!.status, odd!.status]).toEqual([404, 404, 404]);
    expect(foreign!.text).toContain('<h1>This conversation is not here</h1>');
    expect(sameFor(foreign!)).toBe(sameFor(none!));
  });

  it.each(['messages', 'read'])('a stranger cannot reach its %s', async (what) => {
    const answer = await (await eve!.browser()).submit(`/chat-web/${chatId}/${what}`, { text: 'let me in' });

    expect(answer.status).toBe(404);
  });

  it.each(['', 'messages', 'read'])('nothing is done by its form %j without the security token', async (what) => {
    const path = what ? `/chat-web/${chatId}/${what}` : '/chat-web/';
    const form = { username: 'eve', text: 'forged' };

    const answer = await adasBrowser.send(path, { form, headers: { 'x-csrf-token': '' } });

    expect(answer.status).toBe(403);
  });
});

describe('what people write', () => {
  const corpus = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '{{constructor.constructor("alert(1)")()}}',
    '</textarea><svg onload=alert(1)>',
    'javascript:alert(1) data:text/html,<script>x</script>',
    '&lt;b&gt; &amp; `=',
    '\u202Egnp.exe',
  ];

  it('is text wherever it stands: in the log, in the list, in a name', async () => {
    const [mallory] = await people(app, 'mallory');
    await mallory!.phone.patch('/user/me/', { display_name: '<b onclick=alert(1)>"Mallory"' });
    const { body } = await mallory!.phone.post('/chat/', { username: 'ada' });
    for (const text of corpus) await mallory!.phone.post(`/chat/${body.id}/messages/`, { text });

    const { text } = await adasBrowser.get(`/chat-web/${body.id}`);

    expect(messagesOf(text)).toEqual(corpus);
    expect(text).not.toMatch(/<script>|<img src=x|<svg onload|<b onclick|<\/textarea><svg/);
    expect(text).not.toMatch(/href="(?:javascript|data):/i);
  });

  it('links lead out without telling where from', async () => {
    await say(bob!, 'see https://a.example/x?a=1&b=2.');
    await adasBrowser.submit(`/chat-web/${chatId}/read`, {});

    const { text } = await adasBrowser.get(`/chat-web/${chatId}`);

    expect(text).toContain(
      '<a href="https://a.example/x?a&#x3D;1&amp;b&#x3D;2" target="_blank" rel="noopener noreferrer nofollow ugc">',
    );
  });
});
