import { createECDH } from 'node:crypto';

const CURVE = 'prime256v1';
const BYTES = 32;

/** A new private key by which push services know this server, as VAPID_PRIVATE_KEY has it. */
export function newPushKey(): string {
  const pair = createECDH(CURVE);
  pair.generateKeys();
  const key = pair.getPrivateKey();
  return Buffer.concat([Buffer.alloc(BYTES - key.length), key]).toString('base64url');
}

export function isPushKey(text: string): boolean {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return false;
  try {
    createECDH(CURVE).setPrivateKey(text, 'base64url');
    return true;
  } catch {
    return false;
  }
}
