import type { Socket } from 'node:net';
import type { Frames } from './text-frames.js';
import type { Traffic } from './traffic.js';

/** What one client may leave unread (reliability R13). Beyond it, it is cut and catches up by `seq`. */
export const MOST_UNREAD_BYTES = 2 ** 20;

/** The one it is for. */
export interface Reader {
  readonly socket: Socket;
  readonly traffic: Traffic;
  readonly isOpen: boolean;
  /** In bytes. */
  readonly mostUnread: number;
  /** It left more than that unread. */
  cutSlowReader(): void;
}

/**
 * Collects what one turn of the event loop has for one socket and hands it over in a single write: a message, its
 * acknowledgement and whatever else the same commit brought. Nothing is copied when only one buffer waits, so members
 * of a chat share it.
 */
export class Outbox {
  /** Made anew for each turn: most have nothing to say most of the time. */
  private waiting: Buffer[] | null = null;
  private size = 0;
  private held = false;

  constructor(private readonly reader: Reader) {}

  push({ bytes, count }: Frames): void {
    if (this.size === 0) afterThisTurn(this);
    this.waiting ??= [];
    this.waiting.push(bytes);
    this.size += bytes.length;
    this.reader.traffic.framesOut += count;
    if (this.held && this.size > this.reader.mostUnread) this.reader.cutSlowReader();
  }

  /** Keeps everything until `release`. */
  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    this.flush();
  }

  /** Writes what waits now. Library frames (pings, closes) are whole frames of their own, so they may come between. */
  flush(): void {
    const bytes = this.held ? null : this.take();
    if (!bytes || !this.reader.isOpen) return;
    const { socket, traffic, mostUnread } = this.reader;
    const unread = socket.writableLength;
    // A socket that has read everything may get one large commit; one that has not is a slow reader.
    if (unread > 0 && unread + bytes.length > mostUnread) return this.reader.cutSlowReader();
    traffic.writes++;
    traffic.bytesOut += bytes.length;
    socket.write(bytes);
  }

  private take(): Buffer | null {
    const { waiting, size } = this;
    this.waiting = null;
    this.size = 0;
    if (!waiting) return null;
    return waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting, size);
  }
}

let due: Outbox[] = [];

function afterThisTurn(outbox: Outbox): void {
  if (due.length === 0) setImmediate(flushDue);
  due.push(outbox);
}

function flushDue(): void {
  const now = due;
  due = [];
  for (const outbox of now) outbox.flush();
}
