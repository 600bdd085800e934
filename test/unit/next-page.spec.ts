import { describe, expect, it } from '@jest/globals';
import { nextPage, signInPage } from '../../src/access/next-page.js';

describe('where a person goes after signing in', () => {
  it.each(['/chat-web/7', '/settings/', '/chat-web/7?at=3#m-9', '/join/ABCD', '/home/?q=a%2F%2Fb'])(
    'is the page %s they came from',
    (wanted) => expect(nextPage(wanted)).toBe(wanted),
  );

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/..//evil.example',
    '/./\\evil.example',
    'javascript:alert(1)',
    'evil.example',
    '/%0d%0aSet-Cookie: a=b',
    ' //evil.example',
    '/\u200b/evil.example',
    '/user/logout/',
    '/user/login/?next=/x',
    '',
    undefined,
    ['/chat-web/7'],
    `/${'a'.repeat(3000)}`,
  ])('is home and not %p', (wanted) => expect(nextPage(wanted)).toBe('/home/'));

  it('is kept in the address of the sign-in page', () => {
    expect(signInPage('/chat-web/7?at=3')).toBe('/user/login/?next=%2Fchat-web%2F7%3Fat%3D3');
    expect(signInPage('//evil.example')).toBe('/user/login/');
  });
});
