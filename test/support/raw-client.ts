import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket, type ClientOptions } from 'ws';
import type { OpenApp } from './app.js';
import type { Json } from './client.js';

const COMPANY = new Set(['presence', 'users', 'join', 'exit']);
const PATIENCE_MS = 45_000;
/** The last is an option that the types leave out. */
const QUICK: object = { perMessageDeflate: false, closeTimeout: 1000 };

export interface RawOptions extends ClientOptions {
  token?: string;
  query?: string;
  protocols?: string[];
  /** Of a line to the server, where it is not the server's own. */
  port?: number;
}

/** A mobile app on `ws/chat/<id>/`: keeps every frame, so that a test can say what came and what did not. */
export class RawClient {
  readonly frames: Json[] = [];
  /** Frames about who is here. They come whenever somebody does, so they are kept apart from what a test is about. */
  readonly company: Json[] = [];
  /** What came in binary frames, and how much that is. */
  readonly content: Buffer[] = [];
  size = 0;
  /** How the connection ended. */
  closed: { code: number; reason: string } | undefined;
  /** The status of an upgrade that was refused. */
  status: number | undefined;
  private readonly wakers = new Set<() => void>();

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) {
        this.content.push(data);
        this.size += data.length;
        return this.wake();
      }
      const frame = JSON.parse(data.toString());
      (COMPANY.has(frame.type) ? this.company : this.frames).push(frame);
      this.wake();
    });
    ws.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.wake();
    });
    ws.on('unexpected-response', (_request, response: IncomingMessage) => {
      this.status = response.statusCode;
      ws.terminate();
      this.wake();
    });
    ws.on('error', () => undefined);
  }

  /** Begins to connect to a chat (or to a path); what becomes of it is in `opened`, `closed` and `status`. */
  static dial(app: OpenApp, chat: number | string, options: RawOptions = {}): RawClient {
    const { token, query = '', protocols, headers, port = app.port, ...more } = options;
    const path = typeof chat === 'number' ? `/ws/chat/${chat}/` : chat;
    const all = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers };
    const url = `ws://127.0.0.1:${port}${path}${query}`;
    return new RawClient(new WebSocket(url, protocols ?? [], { ...QUICK, ...more, headers: all }));
  }

  /** Connects and is signed in when this resolves. */
  static async connect(app: OpenApp, chat: number, options: RawOptions): Promise<RawClient> {
    return RawClient.dial(app, chat, options).opened();
  }

  async opened(): Promise<this> {
    if (this.ws.readyState === WebSocket.CONNECTING) await once(this.ws, 'open');
    return this;
  }

  send(frame: object | string | Buffer, binary = false): void {
    this.ws.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame), { binary });
  }

  /** The first frame of that type that fits, now or soon. */
  async heard(type: string, fits: (frame: Json) => boolean = () => true, patience = PATIENCE_MS): Promise<Json> {
    const frames = COMPANY.has(type) ? this.company : this.frames;
    let looked = 0;
    let found: Json;
    const look = () => {
      for (; looked < frames.length && !found; looked++) {
        const frame = frames[looked];
        if (frame.type === type && fits(frame)) found = frame;
      }
      return found !== undefined;
    };
    await this.until(look, `a frame of type ${type}`, patience);
    return found;
  }

  /** So many bytes have come in binary frames. */
  has(bytes: number): Promise<void> {
    return this.until(() => this.size >= bytes, `${bytes} bytes`);
  }

  /** The code it was closed with, now or soon. */
  async ended(): Promise<number> {
    await this.until(() => this.closed !== undefined, 'the end');
    return this.closed!.code;
  }

  /** The status of the refusal, now or soon. */
  async refused(): Promise<number> {
    await this.until(() => this.status !== undefined || this.ws.readyState === WebSocket.OPEN, 'a refusal');
    return this.status ?? 101;
  }

  /** Everything sent so far has been answered, so whatever should have come has come. */
  async settled(): Promise<this> {
    const pongs = this.ofType('pong').length;
    this.send({ type: 'ping' });
    await this.until(() => this.ofType('pong').length > pongs, 'a pong');
    return this;
  }

  ofType(type: string): Json[] {
    return [...this.frames, ...this.company].filter((frame) => frame.type === type);
  }

  texts(): string[] {
    return this.ofType('message').map(({ text }) => text);
  }

  async hangUp(): Promise<void> {
    this.ws.resume();
    this.ws.close();
    if (this.ws.readyState !== WebSocket.CLOSED) await once(this.ws, 'close');
  }

  private async until(isSo: () => boolean, what: string, patience = PATIENCE_MS): Promise<void> {
    const deadline = Date.now() + patience;
    while (!isSo()) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`${what} did not come; frames: ${JSON.stringify(this.frames).slice(0, 2000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wakers.add(() => (clearTimeout(timer), resolve()));
      });
    }
  }

  private wake(): void {
    for (const waker of this.wakers) waker();
    this.wakers.clear();
  }
}
