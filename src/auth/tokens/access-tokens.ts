import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import jwt from 'jsonwebtoken';
import { Passport, type PassportStatic } from 'passport';
import { Strategy } from 'passport-jwt';
import { z } from 'zod';
import { Config } from '../../config/config.js';

const ISSUER = 'parley';
const AUDIENCE = 'parley';
const TYPE = 'access';
const STRATEGY = 'access token';
export const ACCESS_SECONDS = 15 * 60;
const LEEWAY_SECONDS = 60;
const LONGEST = 4096;

const id = z.int().positive();

const Claims = z
  .object({
    typ: z.literal(TYPE),
    sub: z
      .string()
      .regex(/^[1-9][0-9]{0,9}$/)
      .transform(Number),
    sid: id,
    jti: z.string().min(1).max(64),
    iat: z.int(),
    exp: z.int(),
  })
  .refine(({ iat, exp }) => exp - iat <= ACCESS_SECONDS && iat <= Date.now() / 1000 + LEEWAY_SECONDS);
export type Claims = z.output<typeof Claims>;

interface Carrier {
  token: string;
}

/** Signs and checks access tokens: HS256 JWT of a quarter of an hour for one device (RFC 8725: one algorithm, every claim). */
@Injectable()
export class AccessTokens extends PassportStrategy(Strategy, STRATEGY) {
  declare private passport?: PassportStatic;
  private readonly key: KeyObject;

  constructor({ jwtSecret }: Config) {
    // As a string it would be tried as a public key first, for a third of a millisecond each time.
    const key = createSecretKey(Buffer.from(jwtSecret));
    super({
      jwtFromRequest: (carrier: unknown) => (carrier as Carrier).token,
      // The library takes whatever jsonwebtoken takes; only its types do not say so.
      secretOrKey: key as unknown as Buffer,
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
    });
    this.key = key;
  }

  /** `jti` and the second it is issued decide the bytes: two instances that agree on them sign the same token. */
  sign(userId: number, sessionId: number, jti: string, issued = Math.floor(Date.now() / 1000)): string {
    const claims = { typ: TYPE, sid: sessionId, jti, iat: issued };
    return jwt.sign(claims, this.key, {
      algorithm: 'HS256',
      subject: String(userId),
      issuer: ISSUER,
      audience: AUDIENCE,
      expiresIn: ACCESS_SECONDS,
    });
  }

  /** The claims of a token that is ours and not over, or null. Does not know whether its device still lives. */
  read(token: string): Promise<Claims | null> {
    if (token.length > LONGEST) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      const answer = (error: unknown, claims: Claims | false | null) =>
        error ? reject(error) : resolve(claims || null);
      this.getPassportInstance().authenticate(STRATEGY, { session: false }, answer)(
        { token } satisfies Carrier,
        {},
        reject,
      );
    });
  }

  validate(payload: unknown): Claims | false {
    return Claims.safeParse(payload).data ?? false;
  }

  /** The library's own is one for the whole process, where a second server would take the place of the first. */
  getPassportInstance(): PassportStatic {
    return (this.passport ??= new Passport() as PassportStatic);
  }
}

/** A key for one purpose, made from the secret of the installation. */
export const keyFor = (purpose: string, secret: string): Buffer =>
  createHmac('sha256', secret).update(`parley ${purpose}`).digest();
