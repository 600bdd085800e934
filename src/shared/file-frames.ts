import { z } from 'zod';
import { AuthFrame, ErrorFrame, PingFrame, PongFrame, ReadyFrame } from './frames.js';
import {
  TransferAccepted,
  TransferDeclined,
  TransferDone,
  TransferFailed,
  TransferMade,
  TransferOffer,
  TransferPaused,
  TransferProgress,
} from './transfer-payloads.js';

/** Frames of `ws/file/<chat_id>/`, once (contract.md section 6.3): the events of transfers, and the bytes between `begin` and `end`. */
const transfer_id = z.string();
const bytes = z.int().nonnegative();

export const FileClientFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('offer'),
    name: z.string(),
    size: bytes,
    mime: z.string().optional(),
    thumbnail: z.string().optional(),
    client_id: z.string().optional(),
  }),
  z.object({
    type: z.literal('accept'),
    transfer_id,
    offset: bytes.optional(),
    /** `http`: the bytes are fetched by a GET instead of coming over this socket. */
    via: z.enum(['socket', 'http']).optional(),
  }),
  z.object({ type: z.literal('decline'), transfer_id }),
  z.object({ type: z.literal('cancel'), transfer_id }),
  z.object({
    type: z.literal('begin'),
    transfer_id,
    offset: bytes.optional(),
    size: bytes.optional(),
    /** The recipient; needed where there are several. */
    user_id: z.int().positive().optional(),
  }),
  z.object({ type: z.literal('end'), transfer_id, sha256: z.string().optional() }),
  AuthFrame,
  PingFrame,
]);
export type FileClientFrame = z.infer<typeof FileClientFrame>;

export const FileServerFrame = z.discriminatedUnion('type', [
  TransferMade.extend({ type: z.literal('offer_made'), client_id: z.string().optional() }),
  TransferOffer.omit({ type: true }).extend({ type: z.literal('offered'), mime: z.string() }),
  TransferAccepted.extend({ type: z.literal('accepted') }),
  TransferDeclined.extend({ type: z.literal('declined') }),
  z.object({ type: z.literal('begin'), transfer_id, offset: bytes, size: bytes }),
  z.object({ type: z.literal('end'), transfer_id, sha256: z.string() }),
  TransferProgress.extend({ type: z.literal('progress') }),
  TransferPaused.extend({ type: z.literal('paused') }),
  TransferDone.extend({ type: z.literal('done') }),
  TransferFailed.extend({ type: z.literal('failed') }),
  ReadyFrame,
  PongFrame,
  ErrorFrame,
]);
export type FileServerFrame = z.infer<typeof FileServerFrame>;
