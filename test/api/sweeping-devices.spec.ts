import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SessionSweeper } from '../../src/auth/sessions/session-sweeper.js';
import { EventBus } from '../../src/events/event-bus.js';
import { type OpenApp, openApp } from '../support/app.js';
import { people, type TestPerson } from '../support/people.js';

describe('sweeping devices', () => {
  let app: OpenApp;
  let ada: TestPerson;
  let bob: TestPerson;
  const ended: { user_id: number; reason: string }[] = [];
  beforeAll(async () => {
    app = await openApp();
    app.get(EventBus).on('session ended', (end) => void ended.push(end));
    [ada, bob] = (await people(app, 'ada', 'bob')) as [TestPerson, TestPerson];
  });
  afterAll(() => app.close());

  it('ends an app whose last refresh token is over, and forgets devices that ended yesterday', async () => {
    await app.database.query(`UPDATE sessions SET created = now() - interval '2 hours' WHERE user_id = ANY($1)`, [
      [ada.id, bob.id],
    ]);
    await app.database.query(
      `UPDATE refresh_tokens SET expires_at = now() WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1)`,
      [ada.id],
    );
    const sweeper = app.get(SessionSweeper);

    await sweeper.sweep();
    expect(ended).toEqual([expect.objectContaining({ user_id: ada.id, reason: 'expired' })]);

    await app.database.query(`UPDATE sessions SET ended_at = now() - interval '2 days' WHERE user_id = $1`, [ada.id]);
    await sweeper.sweep();
    const left = await app.database.query('SELECT user_id FROM sessions WHERE user_id = ANY($1)', [[ada.id, bob.id]]);
    expect(left).toEqual([{ user_id: bob.id }]);
  });

  it('leaves nothing behind, however much there is', async () => {
    const { session_id } = (await app.database.query('SELECT max(id) AS session_id FROM sessions'))[0];
    await app.database.query(
      `INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
       SELECT $1, int4send(n), now() - interval '1 minute' FROM generate_series(1, 2500) n`,
      [session_id],
    );

    await app.get(SessionSweeper).sweep();

    const [{ over }] = await app.database.query(
      'SELECT count(*)::int AS over FROM refresh_tokens WHERE expires_at < now()',
    );
    expect(over).toBe(0);
  });
});
