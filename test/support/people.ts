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

/** Makes accounts of the cast and signs each in with an app: `const [ada, bob, eve] = await people(app, 'ada', 'bob', 'eve')`. */
export function people<N extends string[]>(app: OpenApp, ...names: N): Promise<{ [I in keyof N]: TestPerson }> {
  return Promise.all(names.map((name) => person(app, name))) as Promise<{ [I in keyof N]: TestPerson }>;
}

export async function person(app: OpenApp, username: string): Promise<TestPerson> {
  const made = await new Stranger(app).post('/user/register/', { username, password: PASSWORD });
  if (made.status !== 201) throw new Error(`${username} was answered with ${made.status}: ${made.text}`);
  return new TestPerson(app, made.body.id, username, await signIn(app, username));
}

export async function signIn(app: OpenApp, username: string, password = PASSWORD): Promise<Phone> {
  const { body, status } = await new Stranger(app).post('/api/token/', { username, password });
  if (status !== 200) throw new Error(`Signing ${username} in was answered with ${status}`);
  return new Phone(app, body.access, body.refresh);
}
