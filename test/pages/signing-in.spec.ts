import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { Browser, Stranger } from '../support/client.js';
import { fieldOf } from '../support/html.js';
import { PASSWORD, people } from '../support/people.js';

let app: OpenApp;
let stranger: Stranger;

beforeAll(async () => {
  app = await openApp();
  stranger = new Stranger(app);
});
afterAll(() => app.close());

/** Opens a page and takes its security token from the form, as a browser without script would. */
async function open(browser: Browser, path: string) {
  const page = await browser.get(path);
  browser.csrf = fieldOf(page.text, '_csrf') ?? '';
  return page;
}

describe('the forms that lead in', () => {
  it('make an account and open the home page, without script', async () => {
    const browser = new Browser(app);
    await open(browser, '/user/register/');

    const form = { username: 'mara', password: PASSWORD, display_name: 'Mara' };
    const answer = await browser.submit('/user/register/', form);
    const home = await browser.get('/home/');

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/home/']);
    expect(home.status).toBe(200);
    expect(home.text).toContain('Welcome to Parley, <bdi>Mara</bdi>');
  });

  it('say at the field what is wrong and keep what was typed, but no password', async () => {
    const browser = new Browser(app);
    await open(browser, '/user/register/');

    const { status, text } = await browser.submit('/user/register/', { username: 'a b', password: 'not-to-be-shown' });

    expect(status).toBe(400);
    expect(text).toContain('aria-invalid="true"');
    expect(fieldOf(text, 'username')).toBe('a b');
    expect(text).not.toContain('not-to-be-shown');
  });

  it('say the same to a wrong password and to a name that nobody has', async () => {
    await people(app, 'known');
    const answers = await Promise.all(
      ['known', 'unknown'].map(async (username) => {
        const browser = new Browser(app);
        await open(browser, '/user/login/');
        const { status, text } = await browser.submit('/user/login/', { username, password: 'wrong password' });
        return [status, /id="password-error">.*?<span>(.*?)<\/span>/s.exec(text)?.[1]];
      }),
    );

    expect(answers[0]).toEqual([401, expect.stringMatching(/\w/)]);
    expect(answers[1]).toEqual(answers[0]);
  });

  it('refuse what comes without their security token', async () => {
    const answer = await stranger.send('/user/login/', { form: { username: 'known', password: PASSWORD } });

    expect(answer.status).toBe(403);
    expect(answer.text).toContain('<h1>You may not do that</h1>');
  });

  it('are not shown to somebody who is in', async () => {
    const [ada] = await people(app, 'ada');
    const browser = await ada.browser();

    const answer = await browser.get('/user/login/?next=/settings/');

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/settings/']);
  });

  it('sign out and leave no way back', async () => {
    const [bob] = await people(app, 'bob');
    const browser = await bob.browser();

    const answer = await browser.submit('/user/logout/', {});

    expect(answer.status).toBe(303);
    expect((await browser.get('/home/')).headers.get('location')).toBe('/user/login/');
  });
});

describe('where signing in leads', () => {
  it('is the page one wanted to see', async () => {
    const answer = await stranger.get('/settings/');
    const page = await stranger.get('/user/login/?next=%2Fsettings%2F');

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/user/login/?next=%2Fsettings%2F']);
    expect(fieldOf(page.text, 'next')).toBe('/settings/');
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/%0d%0aLocation:x',
    'javascript:alert(1)',
    '/..//evil.example',
  ])('is never %j', async (next) => {
    const { text } = await stranger.get(`/user/login/?next=${encodeURIComponent(next)}`);

    expect(fieldOf(text, 'next') ?? '/home/').toMatch(/^\/(?![/\\])/);
    expect(text).not.toContain('evil.example"');
  });

  it('is home from the bare address', async () => {
    const answer = await stranger.get('/');

    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/home/']);
  });
});
