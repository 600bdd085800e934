import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { senderOf } from '../../src/access/sender.js';

const config = { publicUrl: undefined, corsOrigins: ['https://app.example'], secureCookies: false };
const from = (headers: Record<string, string>, settings: Parameters<typeof senderOf>[1] = config) =>
  senderOf({ headers: { host: 'chat.example:3000', ...headers } } as unknown as IncomingMessage, settings);

describe('where a request comes from', () => {
  it.each([
    [{ origin: 'http://chat.example:3000' }, 'own'],
    [{ origin: 'https://app.example', 'sec-fetch-site': 'cross-site' }, 'own'],
    [{ 'sec-fetch-site': 'same-origin' }, 'own'],
    [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, 'own'],
    [{ 'sec-fetch-site': 'none' }, 'own'],
    [{}, 'silent'],
    [{ origin: 'null' }, 'opaque'],
    [{ origin: 'null', 'sec-fetch-site': 'cross-site' }, 'foreign'],
    [{ 'sec-fetch-site': 'same-site' }, 'foreign'],
    [{ origin: 'http://evil.example' }, 'foreign'],
    [{ origin: 'http://chat.example' }, 'foreign'],
    [{ origin: 'http://chat.example:3000.evil.example' }, 'foreign'],
    [{ origin: 'http://evil-chat.example:3000' }, 'foreign'],
    [{ origin: 'ftp://chat.example:3000' }, 'foreign'],
    [{ origin: 'nonsense' }, 'foreign'],
  ])('%j is %s', (headers, sender) => {
    expect(from(headers as Record<string, string>)).toBe(sender);
  });

  it('over https the page of the same name without it is another site', () => {
    const secure = { ...config, publicUrl: 'https://chat.example', secureCookies: true };
    expect(from({ host: 'chat.example', origin: 'http://chat.example' }, secure)).toBe('foreign');
    expect(from({ host: '10.0.0.7:3000', origin: 'https://chat.example' }, secure)).toBe('own');
  });
});
