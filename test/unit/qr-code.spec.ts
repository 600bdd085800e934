import { describe, expect, it } from '@jest/globals';
import decodeQR from 'qr/decode.js';
import { type QrCode, qrCode } from '../../src/pages/qr-code.js';

const MODULE_PX = 4;
const QUIET = 4;

/** Draws the path as a phone's camera would see it. */
function picture({ size, path }: QrCode) {
  const side = (size + 2 * QUIET) * MODULE_PX;
  const data = new Uint8Array(side * side * 3).fill(255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    const [left, top] = [(Number(x) + QUIET) * MODULE_PX, (Number(y) + QUIET) * MODULE_PX];
    for (let row = top; row < top + MODULE_PX; row++) {
      data.fill(0, (row * side + left) * 3, (row * side + left + Number(width) * MODULE_PX) * 3);
    }
  }
  return { width: side, height: side, data };
}

describe('a QR code', () => {
  it.each(['http://127.0.0.1:3000/join/K7QM4XNT2RWPD5ZB', 'https://chat.example.org/join/AAAAAAAAAAAAAAAA'])(
    'leads a camera to %s',
    (link) => {
      expect(decodeQR(picture(qrCode(link)))).toBe(link);
    },
  );

  it('is one path of whole modules, so that it needs no style', () => {
    expect(qrCode('https://a.example').path).toMatch(/^(?:M\d+ \d+h\d+v1h-\d+z)+$/);
  });
});
