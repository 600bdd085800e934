import { z } from 'zod';
import { id } from './wire-fields.js';

/** A file that somebody offers: it goes from hand to hand and is never stored (contract.md section 6). */
export const TransferOffer = z.object({
  transfer_id: z.string(),
  chat_id: id,
  sender: id,
  sender_username: z.string(),
  name: z.string(),
  size: z.int().nonnegative(),
  type: z.string(),
  /** A small picture of it, as a `data:` URL. */
  thumbnail: z.string().optional(),
});
export type TransferOffer = z.infer<typeof TransferOffer>;

export const TransferMade = z.object({ transfer_id: z.string(), recipients: z.int().positive() });
export type TransferMade = z.infer<typeof TransferMade>;

/** What every later event says: which transfer, and on its way to whom. */
const ofTransfer = z.object({ transfer_id: z.string(), chat_id: id, user_id: id });

/** The sender sends from `offset` now. */
export const TransferAccepted = ofTransfer.extend({ username: z.string(), offset: z.int().nonnegative() });
export type TransferAccepted = z.infer<typeof TransferAccepted>;

export const TransferDeclined = ofTransfer.extend({ username: z.string() });
export type TransferDeclined = z.infer<typeof TransferDeclined>;

export const TransferProgress = ofTransfer.extend({ bytes: z.int().nonnegative(), size: z.int().nonnegative() });
export type TransferProgress = z.infer<typeof TransferProgress>;

/** A connection was lost after `offset` bytes had been passed on. The recipient may go on from there, or from an earlier byte. */
export const TransferPaused = ofTransfer.extend({ offset: z.int().nonnegative() });
export type TransferPaused = z.infer<typeof TransferPaused>;

export const TransferDone = ofTransfer.extend({ bytes: z.int().nonnegative(), sha256: z.string() });
export type TransferDone = z.infer<typeof TransferDone>;

export const TRANSFER_FAILURES = [
  'declined',
  'cancelled',
  'expired',
  'peer_gone',
  'size_mismatch',
  'taken',
  'not_a_member',
  'too_large',
] as const;
export type TransferFailure = (typeof TRANSFER_FAILURES)[number];

export const TransferFailed = ofTransfer.extend({ reason: z.enum(TRANSFER_FAILURES) });
export type TransferFailed = z.infer<typeof TransferFailed>;

/** The answer to an upload whose bytes have all arrived. */
export const Uploaded = z.object({ transfer_id: z.string(), bytes: z.int().nonnegative(), sha256: z.string() });
export type Uploaded = z.infer<typeof Uploaded>;

/** What became of a file in the end, for each to whom it was offered. */
export interface Passed {
  offer: TransferOffer;
  recipients: { id: number; username: string; outcome: 'done' | TransferFailure }[];
}

/** What the system message `file_sent` or `file_not_sent` keeps of it. */
export type PassedFile = Pick<TransferOffer, 'transfer_id' | 'name' | 'size' | 'type'> & {
  outcome: Passed['recipients'][number]['outcome'];
  /** Those who have it first, and of many only so many; all of them are `count`. */
  recipients: Passed['recipients'];
  count: number;
};

/** How far an open transfer is on its way to one recipient. */
const OpenWay = z.object({
  user_id: id,
  username: z.string(),
  state: z.enum(['offered', 'accepted', 'flowing', 'paused']),
  /** From which byte the sender sends. */
  offset: z.int().nonnegative(),
  /** How many bytes have been passed on. */
  bytes: z.int().nonnegative(),
  /** Whether the sender's bytes, and the recipient's request for them, are there. */
  sending: z.boolean(),
  fetching: z.boolean(),
  /** In how many milliseconds this state ends if nothing happens. */
  ends_in: z.int().nonnegative(),
});
export type OpenWay = z.infer<typeof OpenWay>;

/** A transfer that is not over, for somebody who comes back to it: the sender sees all ways, a recipient their own. */
export const OpenTransferState = TransferOffer.extend({ recipients: z.int().positive(), ways: z.array(OpenWay) });
export type OpenTransferState = z.infer<typeof OpenTransferState>;
