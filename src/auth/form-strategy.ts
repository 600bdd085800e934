import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request, Response } from 'express';
import { Passport, type PassportStatic } from 'passport';
import { Strategy } from 'passport-local';
import { Credentials, type Proven } from './credentials.js';

type Done = (error: unknown, proven?: Proven) => void;

/** Signs in by the fields of a form, through passport-local; the session itself is begun by whoever asked. */
@Injectable()
export class FormStrategy extends PassportStrategy(Strategy, 'form') {
  declare private passport?: PassportStatic;

  constructor(private readonly credentials: Credentials) {
    super({ passReqToCallback: true, session: false });
  }

  /** Throws `not_authenticated` or `rate_limited`. */
  signIn(request: Request, response: Response): Promise<Proven> {
    return new Promise((resolve, reject) => {
      const answer: Done = (error, proven) => (proven ? resolve(proven) : reject(error ?? new Error('No credentials')));
      this.getPassportInstance().authenticate('form', { session: false }, answer)(request, response, reject);
    });
  }

  validate(request: Request, username: string, password: string): Promise<Proven> {
    return this.credentials.demand(username, password, request.ip);
  }

  /** The library's own is one for the whole process, where a second server would take the place of the first. */
  getPassportInstance(): PassportStatic {
    return (this.passport ??= new Passport() as PassportStatic);
  }
}
