declare const self: ServiceWorkerGlobalScope;

const PATH = /^\/transfer\/([\w-]{1,64})\/$/;
/** So long a file waits for whoever goes on with it (contract section 6). */
const GOES_ON_MS = 120_000;
const AGAIN_MS = 700;
/** What the browser has to know to save it, and to show it to nobody. */
const KEPT = [
  'Content-Type',
  'Content-Length',
  'Content-Disposition',
  'Content-Security-Policy',
  'X-Content-Type-Options',
];

const inHand = new Set<string>();

/** Whether this file is on its way through here. */
export const isInHand = (id: string): boolean => inHand.has(id);

/**
 * A file that a page lets the browser save by way of a frame. A browser gives its own downloads up when a connection is
 * reset; through here it sees one answer that does not break, whatever becomes of the connections behind it.
 */
export function downloadFor(request: Request): Promise<Response> | undefined {
  const { origin, pathname } = new URL(request.url);
  const [, id] = PATH.exec(pathname) ?? [];
  const isOurs = id && origin === self.location.origin && request.destination === 'iframe';
  return isOurs ? begun(request.url, id) : undefined;
}

async function begun(url: string, id: string): Promise<Response> {
  const answer = await fetch(url);
  if (!answer.ok || !answer.body) return new Response(null, { status: answer.status });
  const headers = KEPT.flatMap((name): [string, string][] => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  inHand.add(id);
  return new Response(
    mended(url, answer.body.getReader(), () => inHand.delete(id)),
    { headers },
  );
}

/** Read no faster than it is saved. */
function mended(url: string, first: Reader, over: () => void): ReadableStream<Uint8Array> {
  let reader: Reader | null = first;
  let at = 0;
  const pull = async (out: ReadableStreamDefaultController<Uint8Array>) => {
    for (;;) {
      if (!reader) {
        over();
        return out.error(new Error('The file does not go on'));
      }
      const read = await reader.read().catch(() => null);
      if (read?.done) {
        over();
        return out.close();
      }
      if (read) {
        at += read.value.length;
        return out.enqueue(read.value);
      }
      reader = await restOf(url, at);
    }
  };
  const cancel = () => {
    over();
    return reader?.cancel();
  };
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
}
type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** From this byte on, as soon as the server can be reached and the sender is there; null where that is not to be. */
async function restOf(url: string, at: number): Promise<Reader | null> {
  for (const since = performance.now(); performance.now() - since < GOES_ON_MS; await pause(AGAIN_MS)) {
    const answer = await fetch(url, { headers: { Range: `bytes=${at}-` } }).catch(() => null);
    if (answer?.status === 206 && answer.body) return answer.body.getReader();
    if (answer && [401, 403, 404, 416].includes(answer.status)) return null;
  }
  return null;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
