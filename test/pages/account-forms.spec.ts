import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { Browser } from '../support/client.js';
import { PASSWORD, people } from '../support/people.js';

let app: OpenApp;
let browser: Browser;

beforeAll(async () => {
  app = await openApp();
  await people(app, 'ada', 'bob');
});
beforeEach(() => {
  browser = new Browser(app);
});
afterAll(() => app.close());

/** Looks at the page as a person does, and takes the token out of its form. */
async function open(path: string): Promise<string> {
  const { status, text } = await browser.get(path);
  expect(status).toBe(200);
  browser.csrf = /name="_csrf" value="([^"]+)"/.exec(text)![1]!;
  return text;
}

describe('the form for signing in', () => {
  it('lets in whoever fills it in, and says nothing to caches', async () => {
    await open('/user/login/');

    const answer = await browser.submit('/user/login/', { username: 'Ada', password: PASSWORD });

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/home/');
    const home = await browser.get('/home/');
    expect(home.status).toBe(200);
    expect(home.headers.get('cache-control')).toBe('no-store');
    expect(home.headers.get('vary')).toMatch(/Cookie/);
  });

  it('comes back with the name, the reason and the way on, but never with the password', async () => {
    await open('/user/login/?next=%2Fchat-web%2F7');
    const fields = { username: 'ada', password: 'canary-of-the-form', next: '/chat-web/7' };

    const answer = await browser.submit('/user/login/', fields);

    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toMatch('text/html');
    expect(answer.text).toContain('value="ada"');
    expect(answer.text).toContain('value="/chat-web/7"');
    expect(answer.text).toContain('The username or the password is not right.');
    expect(answer.text).not.toContain('canary-of-the-form');
  });

  it('can be sent again as it came back', async () => {
    await open('/user/login/');
    const { text } = await browser.submit('/user/login/', { username: 'ada', password: 'not this one' });
    browser.csrf = /name="_csrf" value="([^"]+)"/.exec(text)![1]!;

    expect((await browser.submit('/user/login/', { username: 'ada', password: PASSWORD })).status).toBe(303);
  });

  it.each([
    [{ username: '', password: PASSWORD }, 'Enter your username.'],
    [{ username: 'ada', password: '' }, 'Enter your password.'],
    [{ username: 'ada' }, 'A password must be text.'],
  ])('with %j says what is missing', async (fields, sentence) => {
    await open('/user/login/');

    const answer = await browser.submit('/user/login/', fields as Record<string, string>);

    expect(answer.status).toBe(400);
    expect(answer.text).toContain(sentence);
  });

  it.each(['"><script>alert(1)</script>', '{{7*7}}'])('shows %s as it was written', async (username) => {
    await open('/user/login/');

    const { text } = await browser.submit('/user/login/', { username, password: 'not this one' });

    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('value="49"');
  });

  it('of a page that is out of date is answered with a page that says so', async () => {
    await open('/user/login/');
    browser.cookies.clear();

    const answer = await browser.submit('/user/login/', { username: 'ada', password: PASSWORD });

    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-type')).toMatch('text/html');
    expect(answer.text).toContain('Reload the page and try again.');
  });
});

describe('the form for an account', () => {
  it('makes it and signs in', async () => {
    await open('/user/register/');

    const answer = await browser.submit('/user/register/', { username: 'eve', password: PASSWORD, display_name: '' });

    expect(answer.status).toBe(303);
    expect((await browser.get('/home/')).text).toContain('eve');
  });

  it.each([
    [{ username: 'BOB', password: PASSWORD }, 409, 'This username is taken.'],
    [{ username: 'root', password: PASSWORD }, 400, 'This username is reserved.'],
    [{ username: 'grace', password: 'canary' }, 400, 'A password has at least 8 characters.'],
  ])('with %j comes back with the reason', async (fields, status, sentence) => {
    await open('/user/register/');

    const answer = await browser.submit('/user/register/', { display_name: 'Grace Hopper', ...fields } as never);

    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`value="${fields.username}"`);
    expect(answer.text).toContain('value="Grace Hopper"');
    expect(answer.text).toContain(sentence);
    expect(answer.text).not.toContain('canary');
  });
});

describe('a page for people who are signed in', () => {
  it.each(['/home/', '/chat-web/7', '/settings/'])('%s leads a visitor to the form and back', async (path) => {
    const { status, headers } = await browser.get(path);

    expect(status).toBe(303);
    const form = headers.get('location')!;
    expect(form).toMatch(/^\/user\/login\//);
    await open(form);
    const next = new URL(form, app.url).searchParams.get('next') ?? '';
    const answer = await browser.submit('/user/login/', { username: 'ada', password: PASSWORD, next });
    expect(answer.headers.get('location')).toBe(path);
  });

  it('changes the password from its form, which says what is wrong', async () => {
    const other = await new Browser(app).signIn('bob', PASSWORD);
    await browser.signIn('bob', PASSWORD);

    const wrong = await browser.submit('/settings/password/', {
      current: 'not this one',
      new: 'a turtle and its house',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('This is not your current password.');

    const right = await browser.submit('/settings/password/', { current: PASSWORD, new: 'a turtle and its house' });
    expect(right.status).toBe(303);
    expect((await browser.get('/home/')).status).toBe(200);
    expect((await other.get('/home/')).status).toBe(303);
  });
});
