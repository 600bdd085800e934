import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { nextPage } from '../access/next-page.js';
import { OpenToAll } from '../access/open-to-all.decorator.js';
import { SignedOutPage } from './page.decorator.js';

const HOME = '/home/';

/** The two forms that lead in. Where they are sent to stands in `auth`. */
@Controller('user')
export class SignInPage {
  @Get('login')
  @OpenToAll()
  @SignedOutPage('Sign in')
  signIn(@Req() request: Request, @Res() response: Response, @Query('next') next: unknown): void {
    this.show('auth/sign-in', request, response, next);
  }

  @Get('register')
  @OpenToAll()
  @SignedOutPage('Create an account')
  signUp(@Req() request: Request, @Res() response: Response, @Query('next') next: unknown): void {
    this.show('auth/sign-up', request, response, next);
  }

  /** Whoever is signed in already has nothing to fill in here. */
  private show(view: string, request: Request, response: Response, next: unknown): void {
    const target = nextPage(next);
    if (request.actor) response.redirect(303, target);
    else response.render(view, { next: target === HOME ? undefined : target });
  }
}
