import { Logger } from '@nestjs/common';
import { StartError } from './config/start-error.js';

const PATIENCE_MS = 15_000;

/**
 * Ctrl-C and SIGTERM stop the server in order; a second signal (npm forwards one of its own) changes nothing. What
 * cannot stop within 15 s is ended all the same: everything acknowledged is durable by then.
 */
export function onStopSignal(stop: () => Promise<void>): void {
  const logger = new Logger('Stop');
  let stopping = false;
  const begin = async (reason: string, exitCode: number) => {
    if (stopping) return;
    stopping = true;
    logger.log(`Stopping (${reason}) …`);
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    await stop().catch((error) => {
      logger.error({ err: error }, 'The server did not stop cleanly');
      exitCode = 1;
    });
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void begin(signal, 0));
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'A rejection that nobody handled'));
  process.on('uncaughtException', (error) => {
    logger.error({ err: error }, 'An error that nobody caught');
    void begin('error', 1);
  });
}

/** Ends the start: mistakes that a person can mend as plain sentences, anything else with its stack. */
export function tellFailure(error: unknown): void {
  const lines = error instanceof StartError ? error.lines : listeningFailure(error as ListenError);
  if (lines) for (const line of lines) console.error(line);
  else console.error(error);
  process.exit(1);
}

type ListenError = NodeJS.ErrnoException & { port?: number; address?: string };

function listeningFailure({ syscall, code, port, address }: ListenError) {
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return undefined;
  if (code === 'EADDRINUSE') return [`Port ${port} is in use by another program; stop that, or set PORT to another.`];
  if (code === 'EACCES') return [`Port ${port} may not be used by this account; set PORT to one above 1023.`];
  return [`This machine cannot listen at ${address ?? 'that address'} (${code}); set HOST to one of its addresses.`];
}
