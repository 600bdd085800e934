import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Config } from '../config/config.js';
import { describeError } from './describe-error.js';
import { withoutSecrets } from './hidden.js';
import { readableLog } from './readable-log.js';

export type Log = Logger;

const LEVELS = { production: 'info', development: 'info', test: 'silent' } as const;
const KEPT_IN_MEMORY = 4 * 2 ** 20;

/**
 * The log of the whole process: one line of JSON for each event, readable lines on a developer's terminal, silence in
 * tests. A test that looks at the log gives its own `target` and level.
 */
export function createLog(config: Pick<Config, 'mode'>, target?: DestinationStream, level?: string): Log {
  const options = {
    level: level ?? (target ? 'debug' : LEVELS[config.mode]),
    base: undefined,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: withoutSecrets },
    serializers: { err: describeError, error: describeError },
  };
  return pino(options, target ?? (config.mode === 'development' && process.stdout.isTTY ? readableLog() : output()));
}

/** Never waits for the disk: beyond 4 MiB of waiting lines new ones are dropped, and a full disk is not an end. */
function output(): DestinationStream {
  const target = pino.destination({ fd: 1, sync: false, maxLength: KEPT_IN_MEMORY });
  target.on('error', () => undefined);
  return target;
}
