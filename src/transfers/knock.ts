import type { Request } from 'express';

const PROXIES_SAY = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/**
 * What can be written to an upload while it is not read, to find out whether somebody is still there: the end of such a
 * connection waits behind what the network holds, and only writing shows it. HTTP allows any number of interim answers,
 * but not every client and proxy takes more than it asked for. Null for those of whom it is not known: whoever sends
 * `Expect: 100-continue`, as curl does, takes them, and so do browsers, which cannot say it so, where nothing is in between.
 */
export function knockFor(request: Request): (() => void) | null {
  const { headers, httpVersion, res: response, socket } = request;
  if (httpVersion !== '1.1' || !response) return null;
  const asks = is100(headers.expect) || (is100(headers['x-expect']) && isDirect(request));
  return asks ? () => void (socket.writableLength === 0 && response.writeContinue()) : null;
}

const is100 = (value: string | string[] | undefined): boolean => String(value).toLowerCase() === '100-continue';

/** A proxy says so, or is asked at another port than we are. */
function isDirect({ headers, socket }: Request): boolean {
  const [, port = '80'] = /:(\d+)$/.exec(headers.host ?? '') ?? [];
  return Number(port) === socket.localPort && !PROXIES_SAY.some((name) => name in headers);
}
