import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { admin } from '../support/admin-command.js';
import { send } from '../support/client.js';
import { hasPostmaster } from '../support/embedded.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/guard.mjs';
import { ServerProcess } from '../support/server-process.js';

const PASSWORD = 'correct horse battery staple';
const WITHIN_MS = 2500;

describe('npm run admin without a server', () => {
  it('makes the first administrator in an empty folder, says the password once, and leaves nothing running', async () => {
    const env = { DATA_DIR: temporaryFolder('admin') };

    const made = await admin(env, 'create-admin', 'ada');

    expect([made.code, made.err]).toEqual([0, '']);
    expect(made.out).toContain('ada is an administrator now.');
    expect(made.password).toHaveLength(23);
    expect(hasPostmaster(env.DATA_DIR)).toBe(false);
    expect(readdirSync(join(env.DATA_DIR, 'pg-servers'))).toEqual([]);
    expect((await admin(env, 'stats')).out).toMatch(/^people +1$[^]+^administrators +1$/m);
  });

  it('says in a sentence that there is no database, without a stack', async () => {
    const said = await admin({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, 'stats');

    expect(said.code).toBe(1);
    expect(said.err).not.toMatch(/\n +at /);
    expect(said.err).toContain('DATABASE_URL');
  });
});

describe('npm run admin beside a server', () => {
  let server: ServerProcess;
  let env: { DATA_DIR: string };
  const sockets: WebSocket[] = [];
  beforeAll(async () => {
    env = { DATA_DIR: temporaryFolder('admin') };
    server = await ServerProcess.start({ ...env, RATE_LIMIT: 'off' });
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.terminate()));
  afterAll(() => server.end('SIGTERM'));

  const signIn = async (username: string, password: string) =>
    send(`${server.url}/api/token/`, { json: { username, password } });
  const person = async (username: string) => {
    await send(`${server.url}/user/register/`, { json: { username, password: PASSWORD } });
    const { body } = await signIn(username, PASSWORD);
    return { headers: { authorization: `Bearer ${body.access}` }, refresh: body.refresh as string };
  };
  const connected = async (headers: Record<string, string>, chat: number) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/chat/${chat}/`, { headers });
    sockets.push(socket);
    await once(socket, 'open');
    return socket;
  };
  const chatWith = async (headers: Record<string, string>, username: string) =>
    (await send(`${server.url}/chat/`, { headers, json: { username } })).body.id as number;

  it('disables somebody: no request, token, socket or sign-in of theirs gets through, and enabling undoes it', async () => {
    const { headers, refresh } = await person('carl');
    await person('eve');
    const socket = await connected(headers, await chatWith(headers, 'eve'));
    const closed = once(socket, 'close');

    const done = await admin(env, 'disable', 'CARL');
    const began = performance.now();
    const [code] = (await closed) as [number];

    expect(done).toMatchObject({ code: 0, err: '' });
    expect(code).toBe(4401);
    await eventually(
      async () => expect((await send(`${server.url}/user/me/`, { headers })).status).toBe(401),
      WITHIN_MS - (performance.now() - began),
    );
    expect((await send(`${server.url}/api/token/refresh/`, { json: { refresh } })).status).toBe(401);
    const refused = await signIn('carl', PASSWORD);
    expect([refused.status, refused.text]).toEqual([401, (await signIn('carl', 'wrong password')).text]);
    expect((await admin(env, 'disable', 'carl')).out).toBe('carl is disabled already.\n');

    expect((await admin(env, 'enable', 'carl')).code).toBe(0);
    expect((await signIn('carl', PASSWORD)).status).toBe(200);
    expect((await send(`${server.url}/user/me/`, { headers })).status).toBe(401);
  });

  it('gives somebody a new password and ends what the old one opened', async () => {
    const { headers } = await person('mara');
    const socket = await connected(headers, await chatWith(headers, 'eve'));
    const closed = once(socket, 'close');

    const { password, code } = await admin(env, 'reset-password', 'mara');

    expect(code).toBe(0);
    expect((await closed)[0]).toBe(4401);
    expect((await signIn('mara', PASSWORD)).status).toBe(401);
    expect((await signIn('mara', password)).status).toBe(200);
  });

  it('makes the demo users on request, leaves accounts that are there alone, and makes none in production', async () => {
    expect((await signIn('demo', 'demo123')).status).toBe(401);
    const refused = await admin({ ...env, NODE_ENV: 'production' }, 'demo-users');
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/^Everybody knows the passwords/)]);
    expect((await signIn('demo', 'demo123')).status).toBe(401);

    const made = await admin(env, 'demo-users');
    expect(made.out).toBe('demo signs in with demo123.\nalice signs in with alice123.\nbob signs in with bob123.\n');
    const headersOf = async (name: string) => ({
      authorization: `Bearer ${(await signIn(name, `${name}123`)).body.access}`,
    });
    const profile = async (name: string) =>
      (await send(`${server.url}/user/me/`, { headers: await headersOf(name) })).body;
    for (const [username, first_name, last_name] of [
      ['demo', 'Demo', 'User'],
      ['alice', 'Alice', 'Smith'],
      ['bob', 'Bob', 'Jones'],
    ] as const)
      expect(await profile(username)).toMatchObject({
        ...{ username, first_name, last_name, email: `${username}@example.com` },
      });

    const json = { first_name: 'Alicia' };
    await send(`${server.url}/user/me/`, { method: 'PATCH', json, headers: await headersOf('alice') });
    const again = await admin(env, 'demo-users');
    expect(again.out.match(/There is an account called \w+ already; it stays as it is\./g)).toHaveLength(3);
    expect(await profile('alice')).toMatchObject({ first_name: 'Alicia' });
  });

  it('refuses a mistake with a sentence and its own exit code, and changes nothing', async () => {
    const before = (await admin(env, 'stats')).out;
    const mistakes: [string[], number, RegExp][] = [
      [[], 2, /^The command is missing/],
      [['launch'], 2, /^There is no command launch/],
      [['disable'], 2, /^disable takes a username/],
      [['disable', 'ada', 'bob'], 2, /^disable takes a username, and not ada bob/],
      [['disable', 'a b'], 2, /^A username has only letters/],
      [['disable', 'bob', '--force'], 2, /^disable has no option --force/],
      [['stats', 'bob'], 2, /^stats takes nothing, and not bob/],
      [['disable', 'nobody-here'], 1, /^There is no account called nobody-here\.$/m],
      [['create-admin', 'eve'], 1, /^There is an account called eve already/],
    ];

    for (const [args, code, sentence] of mistakes) {
      const said = await admin(env, ...args);
      expect([args, said.code, said.out]).toEqual([args, code, '']);
      expect(said.err).toMatch(sentence);
    }
    expect((await admin(env, '--help')).out).toContain('create-admin <username> [--existing]');
    expect((await admin(env, 'stats')).out.replace(/database.*/, '')).toBe(before.replace(/database.*/, ''));
  });

  it('gives an account that is there the rights, and takes them away', async () => {
    const { headers } = await person('jonas');
    const isAdministrator = async () => (await send(`${server.url}/admin/`, { headers })).status;

    expect((await admin(env, 'create-admin', 'jonas', '--existing')).code).toBe(0);
    await eventually(async () => expect(await isAdministrator()).toBe(200), WITHIN_MS);

    expect((await admin(env, 'remove-admin', 'jonas')).code).toBe(0);
    await eventually(async () => expect(await isAdministrator()).toBe(404), WITHIN_MS);
  });
});
