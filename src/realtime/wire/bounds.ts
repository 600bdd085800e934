/**
 * What one WebSocket may cost, of either kind. A frame has at most 64 KiB (contract section 1), so 128 fragments and 1,024
 * pieces of the network are plenty for it, and a million of one byte each are not (reliability R16).
 */
export const BOUNDS = {
  clientTracking: false,
  perMessageDeflate: false,
  maxFragments: 128,
  maxBufferedChunks: 1024,
  maxPendingAutoPongs: 20,
  /** In ms: how long the other side may take to answer a close. */
  closeTimeout: 5_000,
} as const;
