import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Frames } from './text-frames.js';
import type { Traffic } from './traffic.js';

/** What one client may leave unread (reliability R13). Beyond it, it is cut and catches up by `seq`. */
export const MOST_UNREAD_BYTES = 2 ** 20;

const OPEN = 1;

/**
 * Collects what one turn of the event loop has for one socket and hands it over in a single write: a message, its
 * acknowledgement and whatever else the same commit brought. Nothing is copied when only one buffer waits, so members
 * of a chat share it.
 */
export class Outbox {
  private waiting: Buffer[] = [];
  private size = 0;
  private held = false;

  constructor(
    private readonly ws: WebSocket,
    private readonly socket: Socket,
    private readonly traffic: Traffic,
    private readonly onTooSlow: () => void,
    private readonly mostUnread = MOST_UNREAD_BYTES,
  ) {}

  push({ bytes, count }: Frames): void {
    if (this.size === 0) afterThisTurn(this);
    this.waiting.push(bytes);
    this.size += bytes.length;
    this.traffic.framesOut += count;
    if (this.held && this.size > this.mostUnread) this.onTooSlow();
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
    if (this.held || this.size === 0) return;
    const bytes = this.take();
    if (this.ws.readyState !== OPEN) return;
    const unread = this.socket.writableLength;
    // A socket that has read everything may get one large commit; one that has not is a slow reader.
    if (unread > 0 && unread + bytes.length > this.mostUnread) return this.onTooSlow();
    this.traffic.writes++;
    this.traffic.bytesOut += bytes.length;
    this.socket.write(bytes);
  }

  private take(): Buffer {
    const bytes = this.waiting.length === 1 ? this.waiting[0]! : Buffer.concat(this.waiting, this.size);
    this.waiting = [];
    this.size = 0;
    return bytes;
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
