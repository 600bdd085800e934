import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { AccessTokens } from '../../src/auth/tokens/access-tokens.js';
import type { Config } from '../../src/config/config.js';

const secret = 'a secret of the tests that is long enough to sign with';
const tokens = new AccessTokens({ jwtSecret: secret } as Config);
const now = () => Math.floor(Date.now() / 1000);

const good = () => ({
  typ: 'access',
  sid: 7,
  sub: '3',
  jti: 'x',
  iss: 'parley',
  aud: 'parley',
  iat: now(),
  exp: now() + 900,
});
const signed = (claims: object, header: object = {}) => forged({ alg: 'HS256', typ: 'JWT', ...header }, claims);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs whatever it is told to, as an attacker with the key would: the library itself refuses to. */
function forged(header: object, claims: object, key = secret): string {
  const content = `${part(header)}.${part(claims)}`;
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
}

describe('an access token', () => {
  it('says whose it is and from which device', async () => {
    expect(await tokens.read(tokens.sign(3, 7, 'x'))).toMatchObject({ sub: 3, sid: 7, jti: 'x' });
    expect(await tokens.read(signed(good()))).toMatchObject({ sub: 3, sid: 7 });
  });

  it('lasts a quarter of an hour', async () => {
    const { iat, exp } = jwt.decode(tokens.sign(3, 7, 'x')) as jwt.JwtPayload;

    expect(exp! - iat!).toBe(900);
    expect(await tokens.read(tokens.sign(3, 7, 'x', now() - 899))).not.toBeNull();
    expect(await tokens.read(tokens.sign(3, 7, 'x', now() - 901))).toBeNull();
  });

  it('is the same for two instances that sign it for the same second', () => {
    const other = new AccessTokens({ jwtSecret: secret } as Config);

    expect(other.sign(3, 7, 'x', 1_800_000_000)).toBe(tokens.sign(3, 7, 'x', 1_800_000_000));
  });

  it.each(['none', 'None', 'NONE', 'nOnE', '', 'HS384'])('without the one algorithm (%j) is nobody', async (alg) => {
    const [header, claims] = [part({ alg, typ: 'JWT' }), part(good())];

    expect(await tokens.read(`${header}.${claims}.`)).toBeNull();
    expect(await tokens.read(signed(good(), { alg }))).toBeNull();
  });

  it('of a stronger family of algorithms is nobody', async () => {
    expect(await tokens.read(jwt.sign(good(), secret, { algorithm: 'HS512' }))).toBeNull();
    expect(await tokens.read(forged({ alg: 'RS256', typ: 'JWT' }, good()))).toBeNull();
  });

  it.each([
    { kid: '../../dev/null' },
    { kid: "' OR 1=1--" },
    { jku: 'http://127.0.0.1:1/keys' },
    { x5u: 'http://127.0.0.1:1/cert' },
    { jwk: { kty: 'oct', k: Buffer.from('attacker').toString('base64url') } },
  ])('cannot name the key it is checked with: %j', async (header) => {
    expect(await tokens.read(forged({ alg: 'HS256', typ: 'JWT', ...header }, good(), 'attacker'))).toBeNull();
    expect(await tokens.read(forged({ alg: 'HS256', typ: 'JWT', ...header }, good(), ''))).toBeNull();
  });

  it.each([
    ['of another kind', { typ: 'refresh' }],
    ['of no kind', { typ: undefined }],
    ['of another issuer', { iss: 'elsewhere' }],
    ['for another audience', { aud: 'elsewhere' }],
    ['for no audience', { aud: undefined }],
    ['of nobody', { sub: undefined }],
    ['of somebody who is no number', { sub: 'ada' }],
    ['of no device', { sid: undefined }],
    ['of a device in words', { sid: '7' }],
    ['without a name of its own', { jti: undefined }],
    ['without an end', { exp: undefined }],
    ['with an end in words', { exp: '2099-01-01' }],
    ['with an end out of this world', { exp: 1e20 }],
    ['with an end in a year', { exp: now() + 31_536_000 }],
    ['that is over', { iat: now() - 1000, exp: now() - 100 }],
    ['without a beginning', { iat: undefined }],
    ['from the future', { iat: 4_070_908_800, exp: 4_070_909_700 }],
    ['not yet valid', { nbf: now() + 600 }],
  ])('%s is nobody', async (_, change) => {
    expect(await tokens.read(signed({ ...good(), ...change }))).toBeNull();
  });

  it('signed with another key is nobody', async () => {
    expect(await tokens.read(forged({ alg: 'HS256', typ: 'JWT' }, good(), `${secret}!`))).toBeNull();
    expect(await tokens.read(tokens.sign(3, 7, 'x').slice(0, -2))).toBeNull();
  });

  it.each(['', '.', '..', 'eyJ', 'a.b.c', `${'a'.repeat(1_000_000)}`, '\0', 'ключ.от.двери'])(
    'that is garbage is nobody, at once',
    async (garbage) => {
      const start = performance.now();

      expect(await tokens.read(garbage)).toBeNull();
      expect(performance.now() - start).toBeLessThan(500);
    },
  );

  it('over 4 kB is nobody, however well signed', async () => {
    expect(await tokens.read(signed({ ...good(), jti: 'x', more: 'a'.repeat(5000) }))).toBeNull();
  });

  it('twenty at once are not mixed up', async () => {
    const people = Array.from({ length: 20 }, (_, index) => index + 1);

    const claims = await Promise.all(people.map((id) => tokens.read(tokens.sign(id, id * 10, 'x'))));

    expect(claims.map((read) => [read!.sub, read!.sid])).toEqual(people.map((id) => [id, id * 10]));
  });
});
