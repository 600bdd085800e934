/** PostgreSQL's classes of "not now": connection lost, resources, starting or stopping, cancelled, locked, in conflict. */
const CLASSES = ['08', '53', '57', '58', '40', '55'];
const CODES = [
  '3D000',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EACCES',
];
/** What pg and its pool say themselves, without a code. */
const SENTENCES =
  /^(?:Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after|Driver not Connected|Called end on pool)/i;

/** True when the error says that the database cannot serve just now, and the same request may work in a moment. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isOutage);
  const { code, syscall, driverError } = error as { code?: unknown; syscall?: unknown; driverError?: unknown };
  if (driverError && driverError !== error && isOutage(driverError)) return true;
  if (SENTENCES.test(error.message)) return true;
  if (typeof code !== 'string') return false;
  // A file that is missing is ours to mend; only a socket that is missing means that the database is away.
  if (code === 'ENOENT' || code === 'EACCES') return syscall === 'connect';
  return CODES.includes(code) || (/^[0-9A-Z]{5}$/.test(code) && CLASSES.includes(code.slice(0, 2)));
}
