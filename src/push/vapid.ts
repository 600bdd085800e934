import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import { Config } from '../config/config.js';

const VALID_S = 12 * 60 * 60;
const RENEWED_MS = 6 * 60 * 60 * 1000;
const MOST = 500;

/** Says to a push service who writes (RFC 8292): a signature of this server, whose public key every subscription names. */
@Injectable()
export class Vapid {
  /** Base64url of the uncompressed point; null where this server has no key. */
  readonly publicKey: string | null;
  private readonly key: KeyObject | null;
  private readonly contact: string;
  private readonly signed = new Map<string, { header: string; at: number }>();

  constructor({ pushKey, pushContact, publicUrl }: Config) {
    const pair = pushKey === undefined ? null : pairOf(pushKey);
    this.publicKey = pair && pair.point.toString('base64url');
    this.key = pair && pair.key;
    this.contact = pushContact ?? (publicUrl?.startsWith('https:') ? publicUrl : 'mailto:operator@parley.invalid');
  }

  /** The `Authorization` for a push service; the same for a while, since signing is the most work of a push. */
  authorizationFor(origin: string): string {
    const kept = this.signed.get(origin);
    if (kept && performance.now() - kept.at < RENEWED_MS) return kept.header;
    if (!this.key) throw new Error('There is no key to sign with.');
    const claims = { aud: origin, sub: this.contact, exp: Math.floor(Date.now() / 1000) + VALID_S };
    const token = jwt.sign(claims, this.key, { algorithm: 'ES256', noTimestamp: true });
    const header = `vapid t=${token}, k=${this.publicKey}`;
    if (this.signed.size >= MOST) this.signed.clear();
    this.signed.set(origin, { header, at: performance.now() });
    return header;
  }
}

function pairOf(secret: string): { key: KeyObject; point: Buffer } {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(secret, 'base64url');
  const point = ecdh.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', d: secret, x: x!, y: y! } });
  return { key, point };
}
