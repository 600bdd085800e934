import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import { AccountActs } from '../../src/admin/account-acts.js';
import { AccountsAdministration } from '../../src/admin/accounts-administration.js';
import { Audit } from '../../src/admin/audit.js';
import { type Operator, operatorOf } from '../../src/admin/operator.js';
import { EndedElsewhere } from '../../src/auth/sessions/ended-elsewhere.js';
import { Passwords } from '../../src/auth/passwords/passwords.js';
import { Sessions } from '../../src/auth/sessions/sessions.service.js';
import type { AppError } from '../../src/errors/app-error.js';
import { EventBus } from '../../src/events/event-bus.js';
import { Town } from '../support/town.js';

const TERMINAL: Operator = { id: null, name: 'root', origin: 'command line' };

let town: Town;
let audit: Audit;
let accounts: AccountsAdministration;
let [ada, bob]: Actor[] = [];
beforeAll(async () => {
  town = await Town.found();
  audit = new Audit(town.database);
  const acts = new AccountActs(town.database, new Sessions(town.database, town.events), audit);
  accounts = new AccountsAdministration(town.database, new Passwords(), acts, audit);
});
beforeEach(async () => {
  await town.clear();
  [ada, bob] = [await town.settle('ada', { site_admin: true }), await town.settle('bob', { site_admin: true })];
});
afterAll(() => town.leave());

const by = (actor: Actor) => operatorOf(actor, '192.0.2.7');
const acts = async () =>
  (await audit.list(null)).rows.map(({ by_name, act, about_name }) => [by_name, act, about_name]);
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    ({ code, detail }: AppError) => `${code}: ${detail}`,
  );

describe('what administrators do', () => {
  it('is written down with who, what, on whom, when and from where; what changes nothing is not', async () => {
    const before = (await acts()).length;
    const eve = await town.settle('eve');

    await accounts.disable(by(ada!), eve.id);
    await accounts.disable(by(ada!), eve.id);
    await accounts.enable(TERMINAL, eve.id);

    const { rows } = await audit.list(null, { about: 'person', id: eve.id });
    expect(rows).toMatchObject([
      { by_id: null, by_name: 'root', origin: 'command line', act: 'enabled', about_name: 'eve' },
      { by_id: ada!.id, by_name: 'ada', origin: '192.0.2.7', act: 'disabled', about_name: 'eve' },
    ]);
    expect(Math.abs(Date.now() - rows[0]!.at.getTime())).toBeLessThan(60_000);
    expect(await acts()).toHaveLength(Math.min(before + 2, 50));
  });

  it.each([
    ['changed', 'UPDATE admin_acts SET by_name = $$eve$$'],
    ['deleted', 'DELETE FROM admin_acts'],
    ['emptied', 'TRUNCATE admin_acts'],
  ])('cannot be %s afterwards', async (_, statement) => {
    await accounts.signOutEverywhere(by(ada!), bob!.id);

    await expect(town.database.query(statement)).rejects.toThrow('kept as it was');
  });

  it('is refused on oneself, on nobody, and by somebody whose rights are gone', async () => {
    expect(await failureOf(accounts.disable(by(ada!), ada!.id))).toMatch(/^conflict: This is your own account/);
    expect(await failureOf(accounts.disable(by(ada!), 99_999))).toMatch(/^not_found/);
    await accounts.setRights(TERMINAL, ada!.id, false);
    expect(await failureOf(accounts.disable(by(ada!), bob!.id))).toMatch(/^forbidden/);
  });

  it('leaves one of two administrators who disable each other at once', async () => {
    for (let round = 0; round < 10; round++) {
      const done = await Promise.all([
        failureOf(accounts.disable(by(ada!), bob!.id)),
        failureOf(accounts.disable(by(bob!), ada!.id)),
      ]);

      expect(done.filter((failure) => failure === null)).toHaveLength(1);
      await town.database.query('UPDATE users SET disabled_at = NULL');
    }
  });
});

describe('a new administrator', () => {
  it('needs a name that is free and a password that is none of the first that others try', async () => {
    const password = 'staple of the horse';
    const id = await accounts.makeAdministrator(TERMINAL, { username: 'Mara', password });

    expect(await town.database.query('SELECT site_admin FROM users WHERE id = $1', [id])).toEqual([
      { site_admin: true },
    ]);
    expect(await failureOf(accounts.makeAdministrator(TERMINAL, { username: 'mara', password }))).toMatch(/^conflict/);
    for (const weak of ['password1', 'short', 'jonas.weber'])
      expect(
        await failureOf(accounts.makeAdministrator(TERMINAL, { username: 'jonas.weber', password: weak })),
      ).toMatch(/^invalid_input/);
  });
});

describe('a device that another process signs out', () => {
  it('is told here, once, and one that was signed out here is not told again', async () => {
    const told: number[] = [];
    const here = new EventBus();
    here.on('session ended', ({ session_id }) => void told.push(session_id));
    const ended = new EndedElsewhere(town.database, here);
    const begin = async (userId: number) =>
      (await town.database.query("INSERT INTO sessions (user_id, kind) VALUES ($1, 'api') RETURNING id", [userId]))[0]
        .id;
    const [one, other] = [await begin(ada!.id), await begin(bob!.id)];
    await ended.look();
    told.length = 0;

    await accounts.signOutEverywhere(TERMINAL, ada!.id);
    await new Sessions(town.database, here).endAllOf(bob!.id, 'signed_out');
    await ended.look();
    await ended.look();

    expect(told.toSorted((a, b) => a - b)).toEqual([one, other]);
  });
});
