import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { Browser, Stranger } from '../support/client.js';
import { PASSWORD, type TestPerson, people } from '../support/people.js';

describe('what matters for security', () => {
  let app: OpenApp;
  let ada: TestPerson;
  let bob: TestPerson;
  beforeAll(async () => {
    app = await openApp({ rateLimit: true });
    [ada, bob] = await people(app, 'ada', 'bob');
  });
  afterAll(() => app.close());

  const lineFor = (headers: Headers) =>
    app.lines.find(({ msg, request_id }) => msg === 'request' && request_id === headers.get('x-request-id'));
  const from = { ip: expect.stringContaining('127.0.0.1') };

  it('is in the log with the person, the address and the number of the request', async () => {
    const signedIn = await new Stranger(app).post('/api/token/', { username: 'ada', password: PASSWORD });
    const byForm = await new Browser(app).visit().submit('/user/login/', { username: 'bob', password: PASSWORD });
    const registered = await new Stranger(app).post('/user/register/', { username: 'carol', password: PASSWORD });
    const changed = await ada.phone.post('/user/me/password/', { current: PASSWORD, new: 'another good password' });

    expect(lineFor(signedIn.headers)).toMatchObject({ user_id: ada.id, status: 200, ...from });
    expect(lineFor(byForm.headers)).toMatchObject({ user_id: bob.id, status: 303, ...from });
    expect(lineFor(registered.headers)).toMatchObject({ user_id: registered.body.id, status: 201, ...from });
    expect(lineFor(changed.headers)).toMatchObject({ user_id: ada.id, status: 204, ...from });
  });

  it('is there too when it was refused', async () => {
    const wrong = await new Stranger(app).post('/user/login/', { username: 'bob', password: 'not it at all' });
    const stranger = await new Stranger(app).get('/user/me/');
    const forged = await new Browser(app)
      .visit()
      .send('/user/login/', { form: { username: 'bob' }, headers: { 'x-csrf-token': '' } });
    let often = wrong;
    for (let n = 0; n < 6; n++) {
      often = await new Stranger(app).post('/user/login/', { username: 'bob', password: `guess number ${n}` });
    }

    expect(lineFor(wrong.headers)).toMatchObject({ status: 401, ...from });
    expect(lineFor(stranger.headers)).toMatchObject({ status: 401, ...from });
    expect(lineFor(forged.headers)).toMatchObject({ status: 403, ...from });
    expect(lineFor(often.headers)).toMatchObject({ status: 429, ...from });
  });

  it('is there when somebody joins a group, is put out of it, or gets another role', async () => {
    const made = await ada.phone.post('/group/', { name: 'The crew' });
    const joined = await bob.phone.post('/group-join/', { code: made.body.code });
    const promoted = await ada.phone.patch(`/group/${made.body.id}/members/${bob.id}/`, { role: 'admin' });
    const banned = await ada.phone.put(`/group/${made.body.id}/bans/${bob.id}/`, {});

    expect(lineFor(joined.headers)).toMatchObject({ user_id: bob.id, status: 200, ...from });
    expect(lineFor(promoted.headers)).toMatchObject({ user_id: ada.id, status: 200, ...from });
    expect(lineFor(banned.headers)).toMatchObject({ user_id: ada.id, status: 204, ...from });
    expect(JSON.stringify(app.lines)).not.toContain(made.body.code);
  });

  it('says no secret, whatever was sent', async () => {
    await ada.phone.get('/chat/?token=canary-in-query');
    await new Stranger(app).post('/api/token/refresh/', { refresh: 'canary-refresh' });
    await new Stranger(app).post('/user/login/', { username: 'ada', password: 'canary-password' });

    const said = JSON.stringify(app.lines);
    for (const secret of ['canary', PASSWORD, 'another good password', ada.phone.access, ada.phone.refresh, 'argon2']) {
      expect([secret, said.includes(secret)]).toEqual([secret, false]);
    }
  });
});
