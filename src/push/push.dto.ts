import { ECDH } from 'node:crypto';
import { z } from 'zod';
import { LIMITS } from '../shared/limits.js';
import { id, time } from '../shared/wire-fields.js';

const UNCOMPRESSED = 4;
const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

const bytes = (length: number, say: string, fits: (key: Buffer) => boolean = () => true) =>
  z
    .string({ error: say })
    .max(length * 2, say)
    .regex(BASE64URL, say)
    .transform((text) => Buffer.from(text, 'base64url'))
    .refine((key) => key.length === length && fits(key), { error: say });

/** A point that is not on the curve would make every letter fail. */
function isPoint(key: Buffer): boolean {
  try {
    return key[0] === UNCOMPRESSED && Boolean(ECDH.convertKey(key, 'prime256v1'));
  } catch {
    return false;
  }
}

/** What a browser's `PushSubscription` says of itself as JSON. */
export const Subscribe = z.object({
  endpoint: z
    .string({ error: 'endpoint must be the address that the browser named.' })
    .max(LIMITS.pushEndpoint, `endpoint is at most ${LIMITS.pushEndpoint} characters.`)
    .refine((text) => URL.canParse(text), { error: 'endpoint must be the address that the browser named.' }),
  keys: z.object(
    {
      p256dh: bytes(65, 'p256dh must be the public key that the browser named.', isPoint),
      auth: bytes(16, 'auth must be the secret that the browser named.'),
    },
    { error: 'keys must be what the browser named.' },
  ),
});
export type Subscribe = z.output<typeof Subscribe>;

export const Subscriptions = z.object({
  /** The key that the browser has to be given; null where this server tells nobody. */
  public_key: z.string().nullable(),
  results: z.array(z.object({ session_id: id, service: z.string(), created: time, current: z.boolean() })),
});
export type Subscriptions = z.infer<typeof Subscriptions>;
