import { describe, expect, it } from '@jest/globals';
import { fileName, mediaType, servedType } from '../../src/transfers/file-name.js';

describe('a file name', () => {
  it.each([
    ['plan.pdf', 'plan.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\system32\\cmd.exe', 'cmd.exe'],
    ['..\\..\\x', 'x'],
    ['/', 'file'],
    ['..', 'file'],
    ['...', 'file'],
    [' ', 'file'],
    ['a/', 'file'],
    ['a\0b.txt', 'ab.txt'],
    ['a\r\nSet-Cookie: x.txt', 'aSet-Cookie: x.txt'],
    ['a\u202egpj.exe', 'agpj.exe'],
    ['a\u2066b\u2069\u200e\u200f\u061c.txt', 'ab.txt'],
    ['\ufeffplan.txt', 'plan.txt'],
    ['a\u001b[2Jb', 'a[2Jb'],
    ['trailing. . .', 'trailing'],
    ['.htaccess', '.htaccess'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1', '_com1'],
    ['console', 'console'],
    ['e\u0301.txt', '\u00e9.txt'],
    ['a\ud800b.txt', 'a\ufffdb.txt'],
    ['"><img src=x onerror=alert(1)>.png', '"><img src=x onerror=alert(1)>.png'],
    ['👩‍💻.txt', '👩‍💻.txt'],
    ['x/y\u2028z', 'yz'],
  ])('%j is %j', (given, name) => {
    expect(fileName(given)).toBe(name);
  });
});

describe('what a file is served as', () => {
  it.each([
    ['image/png', 'image/png'],
    ['Image/PNG; charset=x', 'image/png'],
    ['video/mp4', 'video/mp4'],
    ['text/html', 'application/octet-stream'],
    ['image/svg+xml', 'application/octet-stream'],
    ['application/xhtml+xml', 'application/octet-stream'],
    ['application/pdf', 'application/octet-stream'],
    ['text/javascript', 'application/octet-stream'],
    ['nonsense', 'application/octet-stream'],
    ['a/b\r\nX: y', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('%j goes out as %s', (given, type) => {
    expect(servedType(mediaType(given))).toBe(type);
  });
});
