import { createCipheriv, createECDH, createHmac, type ECDH, randomBytes } from 'node:crypto';

const CURVE = 'prime256v1';
/** One record holds the whole message; push services take 4096 bytes. */
const RECORD = 4096;
const LAST_RECORD = Buffer.of(2);

export interface Receiver {
  public_key: Buffer;
  auth_secret: Buffer;
}

/** What RFC 8291 leaves to chance. */
export interface Chance {
  salt: Buffer;
  sender: ECDH;
}

/** A message that only this browser can read: RFC 8291, in the coding `aes128gcm` of RFC 8188. */
export function encrypted(text: string, { public_key, auth_secret }: Receiver, chance = newChance()): Buffer {
  const { salt, sender } = chance;
  const own = sender.getPublicKey();
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), public_key, own]);
  const secret = expand(extract(auth_secret, sender.computeSecret(public_key)), about, 32);
  const prk = extract(salt, secret);
  const key = expand(prk, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = expand(prk, Buffer.from('Content-Encoding: nonce\0'), 12);

  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const header = Buffer.alloc(21);
  salt.copy(header);
  header.writeUInt32BE(RECORD, 16);
  header.writeUInt8(own.length, 20);
  return Buffer.concat([
    header,
    own,
    cipher.update(Buffer.concat([Buffer.from(text), LAST_RECORD])),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

function newChance(): Chance {
  const sender = createECDH(CURVE);
  sender.generateKeys();
  return { salt: randomBytes(16), sender };
}

const extract = (salt: Buffer, secret: Buffer): Buffer => createHmac('sha256', salt).update(secret).digest();

/** One block of HKDF is as much as is ever needed here. */
const expand = (key: Buffer, info: Buffer, length: number): Buffer =>
  createHmac('sha256', key)
    .update(Buffer.concat([info, Buffer.of(1)]))
    .digest()
    .subarray(0, length);
