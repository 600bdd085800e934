import type { DestinationStream } from 'pino';

const COLOURS: Record<string, number> = { debug: 90, info: 36, warn: 33, error: 31, fatal: 31 };

/** Lines for the eyes of a developer. Values stay in JSON quotes, so that nothing in them can move the cursor. */
export function readableLog(
  write: (text: string) => unknown = (text) => process.stdout.write(text),
): DestinationStream {
  return { write: (line) => write(`${readable(JSON.parse(line) as Record<string, unknown>)}\n`) };
}

function readable({ level, time, msg, err, context, ...rest }: Record<string, unknown>): string {
  const hour = String(time).slice(11, 23);
  const label = `\u001b[${COLOURS[String(level)] ?? 0}m${String(level).padEnd(5)}\u001b[0m`;
  const from = context ? `${printable(String(context))}: ` : '';
  const more = Object.entries(rest).map(([name, value]) => `${name}=${quoted(value)}`);
  const { stack, message } = (err ?? {}) as { stack?: string; message?: string };
  const trace = err ? `\n${(stack ?? message ?? '').split('\n').map(printable).join('\n')}` : '';
  return [hour, label, from + printable(String(msg ?? '')), ...more].join(' ') + trace;
}

const CONTROLS = /[\p{Cc}\p{Cf}]/gu;
const printable = (text: string) =>
  text.replace(CONTROLS, (sign) => `\\u${sign.codePointAt(0)!.toString(16).padStart(4, '0')}`);

const quoted = (value: unknown) => {
  const json = JSON.stringify(value) ?? '';
  return printable(/^"[\w./:-]+"$/.test(json) ? json.slice(1, -1) : json);
};
