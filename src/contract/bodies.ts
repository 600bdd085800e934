import express, { type RequestHandler } from 'express';
import { AppError } from '../errors/app-error.js';
import { LIMITS } from '../shared/limits.js';
import { isUpload } from './is-upload.js';
import { tame } from './tame.js';

const PARAMETERS = 100;

/** Reads JSON and forms up to 64 KiB, never unpacked: what is small when compressed may be huge inside. */
export const bodies = (): RequestHandler[] => [
  unlessUpload(express.json({ limit: LIMITS.jsonBody, inflate: false, type: 'application/json' })),
  unlessUpload(
    express.urlencoded({ limit: LIMITS.jsonBody, inflate: false, extended: false, parameterLimit: PARAMETERS }),
  ),
  (request, _response, next) => {
    tame(request.body);
    next();
  },
];

/** A file that passes through may well be JSON; it is nobody's input here. */
const unlessUpload =
  (reader: RequestHandler): RequestHandler =>
  (request, response, next) =>
    isUpload(request) ? next() : reader(request, response, next);

/** A query has so many parameters at most; each is a text or a list of texts, never an object. */
export const shortQuery: RequestHandler = (request, _response, next) => {
  const [, query = ''] = request.url.split('?', 2);
  const many = query.length > PARAMETERS && query.split('&').length > PARAMETERS;
  next(many ? new AppError('invalid_input', 'The address has too many parameters.') : undefined);
};
