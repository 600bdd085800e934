const MOST = 4000;

/**
 * An error as a log may hold it. Errors of the database carry the statement's parameters and the row that failed, which
 * are people's messages and names: only what is named here is written.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    type: error.name,
    message: error.message.slice(0, MOST),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    stack: error.stack?.slice(0, MOST),
    ...(cause instanceof Error && { cause: `${cause.name}: ${cause.message.slice(0, MOST)}` }),
  };
}
