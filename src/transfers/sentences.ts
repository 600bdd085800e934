import type { TransferFailure } from '../shared/transfer-payloads.js';

/** Why a connection of a transfer ended before the file was through. */
export const SENTENCES: Record<TransferFailure | 'paused', string> = {
  paused: 'The connection to the other side was lost. It can go on within 2 minutes.',
  declined: 'The file was declined.',
  cancelled: 'The file was cancelled.',
  expired: 'Nobody went on with this file in time.',
  peer_gone: 'The other side has gone.',
  size_mismatch: 'The file has another size or another hash than its sender said.',
  taken: 'Another device has taken this file.',
  not_a_member: 'One of the two is no member of this chat any more.',
  too_large: 'The file is too large for this server.',
};
