import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { create as contentDisposition } from 'content-disposition';
import type { TransferOffer } from '../shared/transfer-payloads.js';
import { ENOUGH, type Ending, type Outlet, type Sink } from './byte-bridge.js';
import { servedType } from './file-name.js';

/** A client that has the whole file and does not hang up is hung up on. */
const HANG_UP_MS = 60_000;

/** Headers of a file on its way to whoever saves it; never shown by a browser as if it were a page of ours. */
export function fileHeaders({ transfer_id, name, size, type }: TransferOffer, offset: number): Record<string, string> {
  return {
    'Content-Type': servedType(type),
    'Content-Length': String(size - offset),
    'Content-Disposition': contentDisposition(name),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Accept-Ranges': 'bytes',
    // With it a browser goes on by itself where a download broke off.
    ETag: `"${transfer_id}"`,
    'X-Accel-Buffering': 'no',
    Connection: 'close',
  };
}

/** The answer to a GET. What breaks off is cut, so that nobody takes it for a whole file. */
export class HttpSink implements Sink {
  /** How it ended: when nothing was sent yet, that is the answer. */
  readonly ended: Promise<Ending>;
  private tell!: (ending: Ending) => void;
  private readonly socket: Socket | null;
  private finishing = false;
  private overdue: NodeJS.Timeout | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly place: { offer: TransferOffer; bridge: Outlet; partial: boolean },
  ) {
    this.ended = new Promise((resolve) => (this.tell = resolve));
    this.socket = response.socket;
    response.on('drain', () => place.bridge.drained(this));
    response.once('close', () => !this.finishing && this.lose());
    response.on('error', this.lose);
    place.bridge.to(this);
    if (response.destroyed) this.lose();
  }

  begin(offset: number): void {
    const { offer, partial } = this.place;
    const range = { 'Content-Range': `bytes ${offset}-${offer.size - 1}/${offer.size}` };
    this.response.writeHead(partial ? 206 : 200, { ...fileHeaders(offer, offset), ...(partial && range) });
    this.response.flushHeaders();
  }

  /** Node asks for a pause after every piece, although the network has taken most of them at once. */
  write(bytes: Buffer): boolean {
    this.response.write(bytes);
    return this.response.writableLength < ENOUGH;
  }

  /**
   * The other side has read everything when it hangs up after us. Node would close the connection at once; then whether
   * the last megabytes have arrived could not be told. A client that never hangs up has had the time to read them.
   */
  finish(_sha256: string, patience: number): void {
    const { response, socket, place } = this;
    if (!socket) return this.lose();
    this.finishing = true;
    socket.destroySoon = () => socket.end();
    const received = () => place.bridge.received(this);
    socket.once('end', received).once('close', (broken: boolean) => (broken ? this.lose() : received()));
    response.end(() => (this.overdue = setTimeout(received, patience).unref()));
  }

  end(ending: Ending): void {
    const { response, socket } = this;
    clearTimeout(this.overdue);
    if (ending.kind === 'done') setTimeout(() => socket?.destroy(), HANG_UP_MS).unref();
    else if (response.headersSent) socket?.destroy();
    this.tell(ending);
  }

  private readonly lose = (): void => this.place.bridge.lose(this);
}
