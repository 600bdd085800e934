import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type OpenApp, openApp } from '../support/app.js';
import { Browser } from '../support/client.js';
import { fieldOf } from '../support/html.js';
import { PASSWORD, people, type TestPerson } from '../support/people.js';

let app: OpenApp;
let [ada, bob]: TestPerson[] = [];
let browser: Browser;

beforeAll(async () => {
  app = await openApp();
  [ada, bob] = await people(app, 'ada', 'bob');
  browser = await ada!.browser();
});
afterAll(() => app.close());

const me = async () => (await ada!.phone.get('/user/me/')).body;

function upload(bytes: Uint8Array<ArrayBuffer>, token: string, type = 'image/png') {
  const form = new FormData();
  form.set('_csrf', token);
  form.set('avatar', new Blob([bytes], { type }), 'me');
  return browser.send('/settings/avatar', { raw: form, headers: { 'x-csrf-token': '' } });
}

async function square(side: number): Promise<Uint8Array<ArrayBuffer>> {
  const picture = sharp({ create: { width: side, height: side, channels: 3, background: '#667eea' } });
  return new Uint8Array(await picture.png().toBuffer());
}

describe('the profile', () => {
  it('is changed by its form, which says so', async () => {
    const form = { display_name: 'Ada L.', email: 'ada@b.example', bio: 'Hi' };
    const answer = await browser.submit('/settings/profile', form);
    const page = await browser.get(answer.headers.get('location')!.split('#')[0]!);

    expect(answer.status).toBe(303);
    expect(await me()).toMatchObject(form);
    expect(page.text).toContain('<span>Saved.</span>');
  });

  it('keeps what was typed beside the sentence about it', async () => {
    const form = { display_name: 'Ada', email: 'nowhere', bio: '' };
    const { status, text } = await browser.submit('/settings/profile', form);

    expect(status).toBe(400);
    expect(fieldOf(text, 'email')).toBe('nowhere');
    expect(text).toContain('id="email-error"');
    expect((await me()).email).toBe('ada@b.example');
  });

  it('changes nothing that its form does not name', async () => {
    await browser.submit('/settings/profile', { display_name: 'Ada', username: 'eve', site_admin: 'true', id: '99' });

    expect(await me()).toMatchObject({ username: 'ada', id: ada!.id });
  });

  it('takes a picture in several parts, as forms without script send it', async () => {
    const answer = await upload(await square(64), browser.csrf);

    expect(answer.status).toBe(303);
    expect((await me()).avatar).toMatch(/^\/user\/\d+\/avatar\//);
  });

  it.each([
    ['too many pixels', () => square(71)],
    ['no picture at all', async () => new TextEncoder().encode('hello')],
    ['nothing', async () => new Uint8Array()],
    ['too many bytes', async () => new Uint8Array(40_000)],
  ])('refuses a picture that is %s with a page that says why', async (_, picture) => {
    const answer = await upload(await picture(), browser.csrf);

    expect([400, 413]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });

  it('refuses a picture of pixels that is called an SVG', async () => {
    const answer = await upload(await square(64), browser.csrf, 'image/svg+xml');

    expect(answer.status).toBe(400);
    expect(answer.text).toContain('This file is called an SVG, and is a PNG.');
  });

  it('takes no picture without the security token', async () => {
    expect((await upload(await square(64), 'forged')).status).toBe(403);
  });
});

describe('the theme', () => {
  it.each(['dark', 'light'])('%s is in the page before anything is painted', async (theme) => {
    await browser.submit('/settings/theme', { theme });

    expect((await browser.get('/home/')).text).toContain(`<html lang="en" data-theme="${theme}">`);
  });

  it('follows the system otherwise, whatever the cookie says', async () => {
    await browser.submit('/settings/theme', { theme: 'system' });
    expect((await browser.get('/home/')).text).toContain('<html lang="en">');

    browser.cookies.set('theme', '"><script>');
    expect((await browser.get('/home/')).text).toContain('<html lang="en">');
    browser.cookies.delete('theme');
  });
});

describe('privacy', () => {
  it('is a switch each way', async () => {
    await browser.submit('/settings/privacy', { lastseen_visible: 'on' });
    expect(await me()).toMatchObject({ lastseen_visible: true, receipts_visible: false, typing_visible: false });

    await browser.submit('/settings/privacy', { receipts_visible: 'on', typing_visible: 'on' });
    expect(await me()).toMatchObject({ lastseen_visible: false, receipts_visible: true, typing_visible: true });
    await browser.submit('/settings/privacy', { receipts_visible: 'on', lastseen_visible: 'on', typing_visible: 'on' });
  });
});

describe('sessions and password', () => {
  it('another device is signed out by its button, and nobody can sign out a foreign one', async () => {
    const other = await ada!.browser();
    const { body } = await other.get('/user/me/sessions/');
    const { id } = body.find(({ current }: { current: boolean }) => current);

    const foreign = await (await bob!.browser()).submit(`/settings/sessions/${id}/end`, {});
    expect(foreign.status).toBe(404);
    expect((await other.get('/home/')).status).toBe(200);

    await browser.submit(`/settings/sessions/${id}/end`, {});
    expect((await other.get('/home/')).status).toBe(303);
  });

  it('a new password needs the present one, and signs out everywhere else', async () => {
    const other = await ada!.browser();
    const chosen = 'another long passphrase';

    const wrong = await browser.submit('/settings/password', { current: 'not this', new: chosen });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('id="current-error"');
    expect(wrong.text).not.toContain('not this');

    const right = await browser.submit('/settings/password', { current: PASSWORD, new: chosen });
    expect(right.status).toBe(303);
    expect((await other.get('/home/')).status).toBe(303);
    expect((await browser.get('/home/')).status).toBe(200);
    expect((await new Browser(app).signIn('ada', chosen)).csrf).toBeTruthy();
  });
});
