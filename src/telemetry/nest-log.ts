import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

const LEVELS = { log: 'info', error: 'error', warn: 'warn', debug: 'debug', verbose: 'trace', fatal: 'fatal' } as const;
/** What Nest tells about itself while it starts. */
const ROUTINE = [
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
  'WebSocketsController',
];

/** Lets Nest and every `new Logger(context)` write into our log: `logger.error({ err, user_id }, 'What happened')`. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log = (...said: unknown[]) => this.write('log', said);
  error = (...said: unknown[]) => this.write('error', said);
  warn = (...said: unknown[]) => this.write('warn', said);
  debug = (...said: unknown[]) => this.write('debug', said);
  verbose = (...said: unknown[]) => this.write('verbose', said);
  fatal = (...said: unknown[]) => this.write('fatal', said);

  /** Nest puts the context last. Before it stand a text, an error or fields, and perhaps a stack. */
  private write(name: keyof typeof LEVELS, said: unknown[]): void {
    const context = said.length > 1 && typeof said.at(-1) === 'string' ? (said.pop() as string) : undefined;
    const routine = name === 'log' && ROUTINE.includes(context ?? '');
    const fields: Record<string, unknown> = context ? { context } : {};
    const words = said.flatMap((part) => wordsOf(part, fields));
    this.target[routine ? 'debug' : LEVELS[name]](fields, words.join(' '));
  }
}

function wordsOf(part: unknown, fields: Record<string, unknown>): string[] {
  if (part === undefined || part === null) return [];
  if (part instanceof Error) {
    fields.err = part;
    return [];
  }
  if (typeof part === 'object') {
    Object.assign(fields, part);
    return [];
  }
  const text = String(part);
  if (!text.includes('\n    at ')) return [text];
  fields.stack = text;
  return [];
}
