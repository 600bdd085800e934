import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BYTES = 10;

/** 16 characters of A–Z and 2–7: 80 random bits, so two are never the same. */
export function newJoinCode(): string {
  let bits = 0n;
  for (const byte of randomBytes(BYTES)) bits = (bits << 8n) | BigInt(byte);
  let code = '';
  for (let left = (BYTES * 8) / 5; left > 0; left--, bits >>= 5n) code = ALPHABET[Number(bits & 31n)]! + code;
  return code;
}

const CODE = /^[A-Z2-7]{16}$/;
/** What people write between the letters of a code, and what programs make of it. */
const BETWEEN = /[\s\p{Pd}\u{2212}\u{AD}]/gu;
const LONGEST = 100;

/** A code as somebody wrote it, in any case, with spaces or dashes; null for what cannot be one. */
export function readJoinCode(written: string): string | null {
  if (written.length > LONGEST) return null;
  const code = written.normalize('NFKC').replace(BETWEEN, '').toUpperCase();
  return CODE.test(code) ? code : null;
}
