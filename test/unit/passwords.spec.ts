import { describe, expect, it } from '@jest/globals';
import { chosenPassword, demandNotTheirName } from '../../src/auth/passwords/password-policy.js';
import { Passwords } from '../../src/auth/passwords/passwords.js';

const passwords = new Passwords();

describe('a password', () => {
  it.each([
    ['very long', 'a'.repeat(100)],
    ['with spaces', 'tab\tand spaces  '],
    ['with turtles', 'naïve 🐢🐢🐢'],
    ['with a NUL', 'before\0after'],
  ])('%s opens only as it was chosen', async (_, word) => {
    const hashed = await passwords.hash(word);

    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.matches(word, hashed)).toBe(true);
    expect(await passwords.matches(`${word.slice(0, -1)}_`, hashed)).toBe(false);
    expect(await passwords.matches(`${word} `, hashed)).toBe(false);
  });

  it('opens nothing for a person who does not exist', async () => {
    expect(await passwords.matches('the password of nobody', null)).toBe(false);
    expect(await passwords.matches('', null)).toBe(false);
  });

  it('with half a character in it is not the password with another half', async () => {
    const hashed = await passwords.hash('turtle \ufffd shell');

    expect(await passwords.matches('turtle \ud83d shell', hashed)).toBe(false);
  });

  it('takes as long to refuse for nobody as for somebody', async () => {
    const hashed = await passwords.hash('correct horse battery');
    const somebody: number[] = [];
    const nobody: number[] = [];

    for (let round = 0; round < 40; round++) {
      for (const [times, whose] of [
        [somebody, hashed],
        [nobody, null],
      ] as const) {
        const start = performance.now();
        await passwords.matches('wrong horse battery', whose);
        times.push(performance.now() - start);
      }
    }

    const fastest = (times: number[]) => times.sort((one, other) => one - other)[5]!;
    expect(fastest(nobody) / fastest(somebody)).toBeGreaterThan(0.67);
    expect(fastest(nobody) / fastest(somebody)).toBeLessThan(1.5);
  });

  it('is checked for few at once, some wait, and the rest are asked to come back', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 80 }, () => passwords.matches('wrong horse', null)));

    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(80 - 52);
    expect(refused[0]!.reason).toMatchObject({ code: 'unavailable', more: { retryAfter: 2 } });
  });
});

describe('choosing a password', () => {
  const sentence = (password: unknown) => chosenPassword.safeParse(password).error?.issues[0]?.message;

  it.each([
    ['a sentence', 'correct horse battery staple'],
    ['eight turtles', '🐢'.repeat(8)],
    ['spaces around it', '  two spaces  '],
    ['128 turtles', '🐢'.repeat(128)],
  ])('allows %s', (_, password) => {
    expect(chosenPassword.parse(password)).toBe(password);
  });

  it.each([
    ['seven letters', 'seven77', 'at least 8'],
    ['seven turtles', '🐢'.repeat(7), 'at least 8'],
    ['129 letters', 'a'.repeat(129), 'at most 128'],
    ['129 turtles', '🐢'.repeat(129), 'at most 128'],
    ['a book', 'a'.repeat(60_000), 'at most 128'],
    ['password1', 'password1', 'first that others try'],
    ['12345678', '12345678', 'first that others try'],
    ['PassWord123', 'PassWord123', 'first that others try'],
    ['half a turtle', 'half a turtle \ud83d', 'whole characters'],
    ['a number', 12_345_678, 'must be text'],
  ])('refuses %s', (_, password, reason) => {
    expect(sentence(password)).toContain(reason);
  });

  it('refuses the username, however it is written', () => {
    expect(() => demandNotTheirName('Ada.Lovelace', 'ada.lovelace', 'password')).toThrow('differ from the username');
    expect(() => demandNotTheirName('ada.lovelace1', 'ada.lovelace', 'password')).not.toThrow();
  });
});
