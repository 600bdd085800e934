import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { AppError, failureOf } from '../../src/errors/app-error.js';

const coded = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

describe('an error of the database', () => {
  it.each([
    ['it ends while we ask', new Error('Connection terminated unexpectedly')],
    ['it is frozen', new Error('Query read timeout')],
    ['the pool is used up', new Error('timeout exceeded when trying to connect')],
    ['it is not there', coded('ECONNREFUSED')],
    ['its socket is not there', coded('ENOENT', { syscall: 'connect' })],
    ['none of its addresses answers', new AggregateError([coded('ECONNREFUSED')])],
    ['it is starting', coded('57P03')],
    ['the administrator ended it', new QueryFailedError('x', [], coded('57P01'))],
    ['the statement took too long', new QueryFailedError('x', [], coded('57014'))],
    ['the lock did not come', coded('55P03')],
    ['the disk is full', coded('53100')],
    ['two transactions blocked each other', coded('40P01')],
  ])('means "not now" when %s', (_, error) => {
    expect(failureOf(error)).toMatchObject({ code: 'unavailable', retry_after: 1 });
  });

  it.each([
    ['a value is there twice', new QueryFailedError('x', [], coded('23505'))],
    ['the statement is wrong', coded('42601')],
    ['a file of ours is missing', coded('ENOENT', { syscall: 'open' })],
    ['nobody knows', new Error('boom')],
    ['it is no error at all', 'boom'],
  ])('is ours to mend when %s', (_, error) => {
    expect(failureOf(error).code).toBe('internal_error');
  });

  it('is never mistaken for what we say ourselves', () => {
    expect(failureOf(new AppError('conflict', 'Taken.')).code).toBe('conflict');
  });
});
