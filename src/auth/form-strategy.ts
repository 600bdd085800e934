import { callbackify } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Passport } from 'passport';
import { Strategy } from 'passport-local';
import { Credentials, type Proven } from './credentials.js';

type Done = (error: unknown, proven?: Proven) => void;

/** Signs in by the fields of a form, through passport-local; the session itself is begun by whoever asked. */
@Injectable()
export class FormStrategy {
  private readonly passport = new Passport();

  constructor(credentials: Credentials) {
    const verify = callbackify((request: Request, username: string, password: string) =>
      credentials.demand(username, password, request.ip),
    );
    this.passport.use('form', new Strategy({ passReqToCallback: true, session: false }, verify));
  }

  /** Throws `not_authenticated` or `rate_limited`. */
  signIn(request: Request, response: Response): Promise<Proven> {
    return new Promise((resolve, reject) => {
      const answer: Done = (error, proven) => (proven ? resolve(proven) : reject(error ?? new Error('No credentials')));
      this.passport.authenticate('form', { session: false }, answer)(request, response, reject);
    });
  }
}
