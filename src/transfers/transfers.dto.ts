import { z } from 'zod';
import { idNumber } from '../contract/fields.js';
import { LIMITS } from '../shared/limits.js';
import { fileName, mediaType } from './file-name.js';

const fileSize = z
  .int({ error: 'size must be the number of bytes.' })
  .nonnegative({ error: 'size must be the number of bytes.' });

export const fileOffset = z
  .int({ error: 'offset must be a whole number.' })
  .nonnegative({ error: 'offset must not be negative.' });

const tooLong = `A file name is at most ${LIMITS.fileName} characters.`;

export const FileOffer = z.object({
  name: z
    .string({ error: 'A file needs a name.' })
    .max(LIMITS.fileName * 2, { error: tooLong, abort: true })
    .refine((name) => [...name].length <= LIMITS.fileName, { error: tooLong, abort: true })
    .refine((name) => name.trim() !== '', { error: 'A file needs a name.', abort: true })
    .transform(fileName),
  size: fileSize,
  type: z
    .string({ error: 'type must be text.' })
    .max(LIMITS.fileType, { error: 'type is too long.' })
    .transform(mediaType)
    .nullish()
    .transform((type) => type ?? ''),
  thumbnail: z.string({ error: 'thumbnail must be text.' }).nullish(),
});
export type FileOffer = z.output<typeof FileOffer>;

export const transferId = z.string({ error: 'transfer_id must be text.' }).max(64, 'transfer_id is too long.');

export const OfferFile = FileOffer.extend({ chat_id: idNumber });
export type OfferFile = z.output<typeof OfferFile>;

export const AcceptFile = z.object({ transfer_id: transferId, offset: fileOffset.nullish() });
export type AcceptFile = z.output<typeof AcceptFile>;

export const OneTransfer = z.object({ transfer_id: transferId });
export type OneTransfer = z.output<typeof OneTransfer>;

const bytes = z
  .string()
  .regex(/^\d{1,16}$/, 'offset must be a whole number.')
  .transform(Number)
  .refine(Number.isSafeInteger, { error: 'offset is too large.' });

export const UploadQuery = z.object({
  to: z
    .string()
    .regex(/^[1-9][0-9]{0,9}$/, 'to must be the id of a recipient.')
    .transform(Number)
    .optional(),
  offset: bytes.optional().transform((offset) => offset ?? 0),
});
export type UploadQuery = z.output<typeof UploadQuery>;
