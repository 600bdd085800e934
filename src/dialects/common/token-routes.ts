import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import { CsrfByOrigin, CsrfInHandler } from '../../access/csrf.decorator.js';
import { OpenToAll } from '../../access/open-to-all.decorator.js';
import { LastingRefresh, SignIn, SignOut } from '../../auth/auth.dto.js';
import { Documented } from '../../contract/documented.js';
import { TokenPair } from '../../shared/payloads.js';
import { CREDENTIALS, LASTING_TOKENS, REFRESH_FAILURES, SIGN_IN_FAILURES } from './tokens.examples.js';

/** What a refresh is answered with: these clients keep the refresh token that they have. */
export const AccessToken = TokenPair.pick({ access: true });
export type AccessToken = z.infer<typeof AccessToken>;

/** POST `path`: a name and a password for a pair of tokens. */
export const SignInAt = (path: string, tag: string) =>
  applyDecorators(
    Post(path),
    HttpCode(200),
    OpenToAll(),
    CsrfByOrigin(),
    Documented({
      tag,
      summary: 'Sign in for tokens',
      description: 'The refresh token does not rotate; it holds for a week and ends with the device.',
      body: { schema: SignIn, example: CREDENTIALS },
      answers: { 200: { description: 'The pair of tokens.', schema: TokenPair, example: LASTING_TOKENS } },
      failures: SIGN_IN_FAILURES,
    }),
  );

/** POST `path`: the refresh token that is kept for a new access token. */
export const RefreshAt = (path: string, tag: string) =>
  applyDecorators(
    Post(path),
    HttpCode(200),
    OpenToAll(),
    CsrfByOrigin(),
    Documented({
      tag,
      summary: 'Get a new access token',
      body: { schema: LastingRefresh, example: { refresh: LASTING_TOKENS.refresh } },
      answers: { 200: { description: 'It.', schema: AccessToken, example: { access: LASTING_TOKENS.access } } },
      failures: REFRESH_FAILURES,
    }),
  );

/** POST `path`: the end of the device. */
export const SignOutAt = (path: string, tag: string) =>
  applyDecorators(
    Post(path),
    HttpCode(204),
    OpenToAll(),
    CsrfInHandler(),
    Documented({
      tag,
      summary: 'Sign out',
      description: 'Ends the device of the caller, and that of the refresh token in the body. Its sockets end.',
      body: { schema: SignOut, example: { refresh: LASTING_TOKENS.refresh } },
      answers: { 204: { description: 'This device is signed out.' } },
      failures: { invalid_input: 'Send the refresh token.' },
    }),
  );
