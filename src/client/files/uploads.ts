import { send } from '../lib/page.js';
import type { Uploaded } from '../../shared/transfer-payloads.js';
import { LineUp } from './line_up.js';

/** Browsers open six connections to a server; some stay free for the rest of the page. */
const AT_ONCE = 4;

/** While the other side is slow the server asks now and then whether we are still here. `Expect` itself a page may not send. */
const TAKES_INTERIM = { 'X-Expect': '100-continue' };

interface Upload {
  key: string;
  file: Blob;
  path: string;
  stop: AbortController;
  over: (uploaded: Uploaded | null) => void;
}

/** Sends the bytes of files, straight from where the browser has them. */
export class Uploads {
  private readonly known = new Map<string, Upload>();
  private readonly line = new LineUp<Upload>(AT_ONCE, (upload) => void this.run(upload));

  has = (id: string, to: number): boolean => this.known.has(`${id} ${to}`);

  /** From `offset` on; whatever is still being sent to the same person is dropped. Null where it broke off. */
  start(file: File, { id, to, offset }: { id: string; to: number; offset: number }): Promise<Uploaded | null> {
    this.stop(id, to);
    return new Promise((over) => {
      const path = `/transfer/${id}/?to=${to}&offset=${offset}`;
      const upload = { key: `${id} ${to}`, file: rest(file, offset), path, stop: new AbortController(), over };
      this.known.set(upload.key, upload);
      this.line.add(upload);
    });
  }

  /** Without `to`: to everybody. */
  stop(id: string, to?: number): void {
    for (const upload of this.known.values()) {
      if (to === undefined ? !upload.key.startsWith(`${id} `) : upload.key !== `${id} ${to}`) continue;
      upload.stop.abort();
      this.end(upload, null);
    }
  }

  private async run(upload: Upload): Promise<void> {
    const { file, path, stop } = upload;
    try {
      const answer = await send('PUT', path, file, { signal: stop.signal, headers: TAKES_INTERIM });
      this.end(upload, answer.ok ? ((await answer.json()) as Uploaded) : null);
    } catch {
      this.end(upload, null);
    }
  }

  private end(upload: Upload, uploaded: Uploaded | null): void {
    if (this.known.get(upload.key) === upload) this.known.delete(upload.key);
    this.line.leave(upload);
    upload.over(uploaded);
  }
}

/** Bytes, whatever they are: a server may read a body of some types before it is meant to. */
const rest = (file: File, offset: number): Blob => file.slice(offset, file.size, 'application/octet-stream');

/** A folder, or a file that was moved or changed since it was chosen, cannot be read. */
export const isReadable = (file: File): Promise<boolean> =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
