import type { Socket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import { CLOSE } from '../../shared/frames.js';
import type { FileIntake } from './file-intake.js';
import { FloodLimit } from './flood-limit.js';
import { MOST_UNREAD_BYTES, Outbox, type Reader } from './outbox.js';
import type { Frames } from './text-frames.js';
import type { Traffic } from './traffic.js';

const OPEN = 1;
/** In bytes: a file in smaller pieces than these is a flood of frames. */
const LEAST_OF_FILE = 1024;
const FLOOD_GRACE_MS = 500;
/** In bytes: a control frame holds 125, two of them the code. */
const LONGEST_REASON = 123;

/** What is the same for all links of a kind: there are thousands. */
export interface LinkRules {
  rateLimit: boolean;
  /** In bytes: what the client may leave unread. */
  mostUnread?: number;
  /** Hears the code of every end that begins here. */
  onClose: (code: number) => void;
  /** Hears of each that is closed. */
  onGone: () => void;
}

/** A whole message, of however many fragments. */
export interface ArrivedFrame {
  data: Buffer;
  isBinary: boolean;
}

/** Whom a link is for. */
export interface LinkUser {
  receive(frame: ArrivedFrame): void;
  /** It is closed. */
  gone(code: number): void;
}

/** A WebSocket that knows its link, so that all of them share their listeners: five of its own would take 500 bytes. */
export class LinkedSocket extends WebSocket {
  link: Link | null = null;
}

/**
 * One WebSocket with the TCP connection under it, of either kind: what goes out leaves in one write per turn, what
 * comes in is counted, and whoever reads too slowly or writes too fast is cut.
 */
export class Link implements Reader {
  /** Whether anything came in since the last heartbeat. */
  alive = true;
  /** While a file comes in, its bytes are held back by whoever takes them, not by the flood limit. */
  bringsFile = false;
  user: LinkUser | null = null;
  /** Hears that it is closed, before its user does. */
  onGone: ((link: Link) => void) | null = null;
  private readonly outbox = new Outbox(this);
  private readonly flood: FloodLimit | null;

  constructor(
    readonly ws: LinkedSocket,
    readonly socket: Socket,
    readonly traffic: Traffic,
    private readonly rules: LinkRules,
    /** Of a socket that files come through. */
    private readonly intake: FileIntake | null = null,
  ) {
    this.flood = rules.rateLimit ? new FloodLimit() : null;
    ws.link = this;
    ws.on('error', ignore).on('message', onMessage).on('ping', onSign).on('pong', onSign).on('close', onClose);
    if (intake) intake.onFrame = (length) => this.countFrame(length, true);
  }

  get isOpen(): boolean {
    return this.ws.readyState === OPEN;
  }

  get mostUnread(): number {
    return this.rules.mostUnread ?? MOST_UNREAD_BYTES;
  }

  push(frames: Frames): void {
    if (this.isOpen) this.outbox.push(frames);
  }

  hold(): void {
    this.outbox.hold();
  }

  release(): void {
    this.outbox.release();
  }

  flush(): void {
    this.outbox.flush();
  }

  /** What still waits goes out first. The other side has five seconds to answer the close. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.outbox.release();
    this.rules.onClose(code);
    this.ws.close(code, Buffer.byteLength(reason) <= LONGEST_REASON ? reason : '');
  }

  /** Whoever takes what is in binary frames from now on, as it comes; null: they are messages as others are. */
  takeContent(by: ((bytes: Buffer) => void) | null): void {
    if (this.intake) this.intake.onContent = by && ((bytes) => this.isOpen && by(bytes));
  }

  cutSlowReader(): void {
    if (!this.isOpen) return;
    this.traffic.slowReadersCut++;
    this.rules.onClose(CLOSE.tooSlow);
    this.ws.close(CLOSE.tooSlow, 'You read too slowly; connect again and catch up.');
  }

  /** Something came in. */
  countFrame(length: number, isBinary: boolean): void {
    this.alive = true;
    this.traffic.framesIn++;
    this.traffic.bytesIn += length;
    if (this.bringsFile && isBinary && length >= LEAST_OF_FILE) return;
    if (this.flood && this.isOpen && !this.flood.take()) this.cutFlood();
  }

  /** It is closed, by whomever. */
  ended(code: number): void {
    this.rules.onGone();
    this.onGone?.(this);
    this.user?.gone(code);
  }

  private cutFlood(): void {
    this.traffic.floodsCut++;
    this.close(CLOSE.tooFast, 'That was too much in a short time.');
    // What still comes is not even read: parsing it until the other side hangs up would be the flood's success.
    this.ws.pause();
    setTimeout(() => this.ws.terminate(), FLOOD_GRACE_MS).unref();
  }
}

const linkOf = (ws: WebSocket): Link => (ws as LinkedSocket).link!;

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  const link = linkOf(this);
  const frame: ArrivedFrame = { data: data as Buffer, isBinary };
  link.countFrame(frame.data.length, isBinary);
  link.user?.receive(frame);
}

/** A ping, or a pong. */
function onSign(this: WebSocket, data: Buffer): void {
  linkOf(this).countFrame(data.length, false);
}

function onClose(this: WebSocket, code: number): void {
  linkOf(this).ended(code);
}

const ignore = (): void => undefined;
