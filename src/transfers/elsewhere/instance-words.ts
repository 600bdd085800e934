import { z } from 'zod';
import { TRANSFER_FAILURES, TransferOffer } from '../../shared/transfer-payloads.js';

const Actor = z.object({
  id: z.int(),
  username: z.string(),
  session_id: z.int(),
  kind: z.enum(['web', 'api']),
  site_admin: z.boolean(),
  expires_at: z.number().optional(),
});
const OfActor = z.object({ actor: Actor });
const OfTransfer = OfActor.extend({ transfer_id: z.string().max(64) });

/** What one instance may ask of another that has a transfer, for somebody whom it has signed in. */
export const ASKED = {
  here: z.object({}),
  list: OfActor,
  look: OfTransfer,
  accept: OfTransfer.extend({ connection_id: z.string().max(64), offset: z.int().nonnegative().nullish() }),
  decline: OfTransfer,
  cancel: OfTransfer,
  bring: OfTransfer.extend({
    to: z.int().optional(),
    offset: z.int(),
    rest: z.int().optional(),
    size: z.int().optional(),
  }),
  fetch: OfTransfer.extend({ start: z.int().nonnegative() }),
};
export type Verb = keyof typeof ASKED;
export type Asked<V extends Verb> = z.infer<(typeof ASKED)[V]>;

export const pathOf = (verb: Verb): string => `/instance/${verb}`;

/** In the answer of an instance that knows the one who asks. */
export const ANSWERS_AS = 'x-parley-instance';

const EndingLine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), bytes: z.int(), sha256: z.string() }),
  z.object({ kind: z.literal('paused'), offset: z.int() }),
  z.object({ kind: z.literal('failed'), reason: z.enum(TRANSFER_FAILURES) }),
]);

/** The first line of the answer to `bring` and `fetch`: there is a place. */
export const PlaceLine = z.object({ offer: TransferOffer, offset: z.int() });

/** Each other line is one of these: so many bytes of the file follow; those were all; it is over. */
export const StreamLine = z.object({
  begin: z.object({ offset: z.int(), bytes: z.int().nonnegative() }).optional(),
  finish: z.object({ sha256: z.string(), patience: z.number() }).optional(),
  end: EndingLine.optional(),
});
export type StreamLine = z.infer<typeof StreamLine>;
