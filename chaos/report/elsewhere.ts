import { notCovered, type Row } from './promise.js';

/** Promises that this suite does not look at, said aloud. */
export const ELSEWHERE: Row[] = [
  ['R4', 'the same client_id with another text is a conflict', 'in npm test'],
  ['R7', 'live and history join without a seam', 'only as part of every reconnect above; short form in npm test'],
  ['R11, R12', 'presence is a count, last seen is monotone', 'in npm test'],
  ['R13', 'what a slow reader costs the others in time', 'in npm run bench -- --only slow'],
  ['R15–R17', 'limits of frames, fragments, connections', 'in npm test'],
  ['R26', 'loss by packet filter', 'the proxy plays loss as what TCP makes of it; no nft, no tbf'],
  ['R29', 'backup and restore', 'in npm test'],
  ['R31', 'time zones, leap days, 2038', 'in npm test'],
  ['R32–R35', 'revocation, receipts, one private chat, exact limits', 'in npm test'],
  ['R36, R37', 'files pass and leave nothing', 'in npm test; not 1 GiB'],
  ['R42', 'a wrong configuration stops the start', 'in npm test'],
].map(([promise, says, why]) => notCovered(promise!, says!, why!));
