import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { people, type TestPerson } from '../support/people.js';

describe('muting a chat until some time', () => {
  let app: OpenApp;
  let ada: TestPerson;
  let chat: number;
  beforeAll(async () => {
    app = await openApp();
    [ada] = (await people(app, 'ada', 'bob')) as [TestPerson, TestPerson];
    chat = (await ada.phone.post('/chat/', { username: 'bob' })).body.id;
  });
  afterAll(() => app.close());

  it.each([
    ['2999-01-01T00:00:00Z', '2999-01-01T00:00:00.000Z'],
    ['2999-01-01T00:00:00.1234567Z', '2999-01-01T00:00:00.123Z'],
    ['2999-01-01T00:00:00+23:00', '2998-12-31T01:00:00.000Z'],
    ['2020-01-01T00:00:00Z', null],
    ['0000-01-01T00:00:00Z', null],
    ['0001-01-01T00:00:00+23:59', null],
    ['9999-12-31T23:59:59-23:00', 'always'],
    ['always', 'always'],
    [null, null],
  ])('takes %s for %s', async (given, told) => {
    const { status, body } = await ada.phone.patch(`/chat/${chat}`, { muted_until: given });

    expect([status, body]).toEqual([200, { muted_until: told }]);
  });

  it.each(['tomorrow', '2999-01-01', '2999-02-30T00:00:00Z', '2999-01-01T00:00:00+25:00', '', 7])(
    'refuses %s in words',
    async (given) => {
      const { status, body } = await ada.phone.patch(`/chat/${chat}`, { muted_until: given });

      expect([status, body.code]).toEqual([400, 'invalid_input']);
    },
  );
});
