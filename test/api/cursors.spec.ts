import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { people, type TestPerson } from '../support/people.js';

describe('a cursor that no list has given', () => {
  let app: OpenApp;
  let ada: TestPerson;
  let ids: Record<string, number>;
  beforeAll(async () => {
    app = await openApp();
    [ada] = (await people(app, 'ada')) as [TestPerson];
    const group = (await ada.phone.post('/group/', { name: 'Engines' })).body.id;
    const server = (await ada.phone.post('/server/', { name: 'Machines' })).body.id;
    ids = { group, server };
  });
  afterAll(() => app.close());

  const LISTS = [
    '/chat/',
    '/group/',
    '/group/{group}/members/',
    '/group/{group}/bans/',
    '/group/{group}/requests/',
    '/server/',
    '/server/{server}/members/',
    '/server/{server}/bans/',
    '/user/me/blocked/',
  ];
  const CURSORS = ['1.9999999999', '1.2147483648', '999999999999999.9999999999', '9999999999', '1.0x', '.', '-1.1'];

  it.each(LISTS)('is refused by %s in words, whatever number it is', async (list) => {
    const path = list.replace(/\{(\w+)\}/, (_, kind: string) => String(ids[kind]));
    for (const cursor of CURSORS) {
      const { status, body } = await ada.phone.get(`${path}?cursor=${cursor}`);
      expect([cursor, status, body.code]).toEqual([cursor, 400, 'invalid_input']);
    }
  });

  it('leads to no page of its own either', async () => {
    const browser = await ada.browser();
    for (const cursor of CURSORS) {
      const { status } = await browser.get(`/home/?from=${cursor}`);
      expect([cursor, status < 500]).toEqual([cursor, true]);
    }
  });
});
