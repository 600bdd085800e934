import { Passwords } from '../../src/auth/passwords/passwords.js';
import { Tokens } from '../../src/auth/tokens/tokens.service.js';
import { usernameKey } from '../../src/users/username-key.js';
import type { OpenApp } from './app.js';
import { Browser, Phone, Stranger } from './client.js';

export const PASSWORD = 'correct horse battery staple';

/** Somebody with an account, signed in with an app. */
export class TestPerson {
  constructor(
    readonly app: OpenApp,
    readonly id: number,
    readonly username: string,
    readonly phone: Phone,
  ) {}

  readonly password = PASSWORD;

  /** Another app of this person. */
  anotherPhone = (): Promise<Phone> => signIn(this.app, this.username);

  /** A browser this person signs in with. */
  browser = (): Promise<Browser> => new Browser(this.app).signIn(this.username, this.password);
}

/** Makes accounts of the cast, with PASSWORD, and signs each in with an app: `const [ada, bob, eve] = await people(app, 'ada', 'bob', 'eve')`. */
export function people<N extends string[]>(app: OpenApp, ...names: N): Promise<{ [I in keyof N]: TestPerson }> {
  return Promise.all(names.map((name) => person(app, name))) as Promise<{ [I in keyof N]: TestPerson }>;
}

/** The hash takes its time once; signing in with the password does so each time. */
let hashed: Promise<string> | undefined;

export async function person(app: OpenApp, username: string): Promise<TestPerson> {
  hashed ??= app.get(Passwords).hash(PASSWORD);
  const [made] = await app.database.query(
    `INSERT INTO users (username, username_key, password_hash) VALUES ($1, $2, $3)
     RETURNING id, username, display_name, password_hash`,
    [username, usernameKey(username), await hashed],
  );
  const { access, refresh } = await app.get(Tokens).issue(made, 'test');
  return new TestPerson(app, made.id, username, new Phone(app, access, refresh));
}

export async function signIn(app: OpenApp, username: string, password = PASSWORD): Promise<Phone> {
  const { body, status } = await new Stranger(app).post('/api/token/', { username, password });
  if (status !== 200) throw new Error(`Signing ${username} in was answered with ${status}`);
  return new Phone(app, body.access, body.refresh);
}
