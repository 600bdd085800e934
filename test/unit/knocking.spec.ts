import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { knockFor } from '../../src/transfers/knock.js';

const PORT = 3000;

/** How often something is written to an upload with these headers. */
function knocks(headers: Record<string, string>, { httpVersion = '1.1', writableLength = 0 } = {}): number {
  let written = 0;
  const res = { writeContinue: () => written++ };
  const request = { headers: { host: `localhost:${PORT}`, ...headers }, httpVersion, res };
  knockFor({ ...request, socket: { localPort: PORT, writableLength } } as unknown as Request)?.();
  return written;
}

describe('an upload that is not read', () => {
  it('is asked whether it is still there where its client says that it may be', () => {
    expect(knocks({ expect: '100-continue' })).toBe(1);
    expect(knocks({ 'x-expect': '100-continue' })).toBe(1);
    expect(knocks({})).toBe(0);
  });

  it('is not asked by a proxy’s connection on behalf of a page', () => {
    const page = { 'x-expect': '100-continue' };
    expect(knocks({ ...page, 'x-forwarded-for': '10.0.0.1' })).toBe(0);
    expect(knocks({ ...page, via: '1.1 somewhere' })).toBe(0);
    expect(knocks({ ...page, host: 'chat.example.org' })).toBe(0);
  });

  it('is not asked twice when it does not read, nor in an older HTTP', () => {
    expect(knocks({ expect: '100-continue' }, { writableLength: 1 })).toBe(0);
    expect(knocks({ expect: '100-continue' }, { httpVersion: '1.0' })).toBe(0);
  });
});
