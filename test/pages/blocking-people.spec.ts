import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import type { Browser } from '../support/client.js';
import { people, person, type TestPerson } from '../support/people.js';

let app: OpenApp;
let [ada, bob]: TestPerson[] = [];
let browser: Browser;

beforeAll(async () => {
  app = await openApp();
  [ada, bob] = await people(app, 'ada', 'bob');
  browser = await ada!.browser();
});
afterAll(() => app.close());

const page = async (path: string) => (await browser.get(path)).text;
const about = (what = '') => `/home/people/${bob!.id}${what}`;
const blocked = async () =>
  (await ada!.phone.get('/user/me/blocked/')).body.results.map((one: TestPerson) => one.username);

describe('the page about somebody', () => {
  it('stands behind the details of the conversation', async () => {
    const { headers } = await browser.submit('/chat-web/', { username: 'bob' });

    const details = await page(`${headers.get('location')!}?details=settings`);
    expect(details).toContain(`href="${about()}">Block or report</a>`);
  });

  it('blocks with an explanation, and unblocks', async () => {
    expect(await page(about())).toContain('They will not be able to write to you');

    const done = await browser.submit(about('/block'), {});
    expect(await page(done.headers.get('location')!)).toContain('Blocked. They are not told.');
    expect(await blocked()).toEqual(['bob']);
    expect((await bob!.phone.get('/search/?q=ada')).body).toEqual([]);

    await browser.submit(about('/unblock'), {});
    expect(await blocked()).toEqual([]);
  });

  it('reports with a reason that fits, and keeps one that does not', async () => {
    const tooLong = await browser.submit(about('/report'), { reason: `so ${'very '.repeat(300)}rude` });
    expect([tooLong.status, tooLong.text.includes('very very')]).toEqual([400, true]);

    const done = await browser.submit(about('/report'), { reason: 'Rude.' });
    expect(await page(done.headers.get('location')!)).toContain('The operator will look at it');
    expect(await app.database.query('SELECT reporter_id, reported_id, reason FROM reports')).toEqual([
      { reporter_id: ada!.id, reported_id: bob!.id, reason: 'Rude.' },
    ]);
  });

  it.each(['block', 'unblock', 'report'])('does not %s without its security token', async (what) => {
    const forged = await browser.send(about(`/${what}`), { form: { _csrf: 'x' }, headers: { 'x-csrf-token': '' } });

    expect(forged.status).toBe(403);
  });

  it('is not there for oneself, for nobody, and for whom one cannot find, with the same bytes', async () => {
    const [mara] = await people(app, 'mara');
    await mara!.phone.post(`/user/${ada!.id}/block/`);
    const bytes = async (id: number) =>
      (await page(`/home/people/${id}`)).replace(/(?<=(?:name="_csrf" value|name="csrf-token" content)=")[^"]*/g, '');

    expect(await bytes(mara!.id)).toBe(await bytes(99_999));
    expect(await bytes(ada!.id)).toBe(await bytes(99_999));
    expect((await browser.submit(`/home/people/${mara!.id}/block`, {})).status).toBe(404);
  });
});

describe('the settings', () => {
  it('list whom one has blocked, a page at a time over the API, and unblock them', async () => {
    const eve = await person(app, 'eve');
    const jane = await person(app, 'jane');
    for (const { id } of [eve, jane, bob!]) await ada!.phone.post(`/user/${id}/block/`);

    const first = (await ada!.phone.get('/user/me/blocked/?limit=2')).body;
    const second = (await ada!.phone.get(`/user/me/blocked/?limit=2&cursor=${first.next}`)).body;
    expect([...first.results, ...second.results].map(({ username }) => username)).toEqual(['bob', 'eve', 'jane']);
    expect(second.next).toBeNull();

    const text = await page('/settings/');
    expect(text).toContain('aria-label="Unblock eve"');
    const done = await browser.submit(`/home/people/${eve.id}/unblock`, { from: 'settings' });
    expect(done.headers.get('location')).toBe('/settings/?saved=blocked#blocked');
    expect(await page('/settings/?saved=blocked')).toContain('Not blocked any more.');
    expect(await blocked()).toEqual(['bob', 'jane']);
    expect((await bob!.phone.get('/user/me/blocked/')).body.results).toEqual([]);
  });
});
