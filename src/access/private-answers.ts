import type { RequestHandler } from 'express';

/** Nothing that depends on the caller is kept by anybody on the way. Files that are the same for all set their own rule. */
export const privateAnswers: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  response.vary('Cookie').vary('Authorization');
  next();
};
