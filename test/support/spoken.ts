import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import type { OpenApp } from './app.js';
import type { Json } from './client.js';

const PATIENCE_MS = 45_000;

/** A client of another system on `ws/chat/<name>/`: it knows frames, and nothing of how ours are made. */
export class Spoken {
  readonly frames: Json[] = [];
  closed: number | undefined;
  private readonly wakers = new Set<() => void>();

  constructor(readonly ws: WebSocket) {
    ws.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()));
      this.wake();
    });
    ws.on('close', (code) => {
      this.closed = code;
      this.wake();
    });
    ws.on('error', () => undefined);
  }

  static at(
    { port }: Pick<OpenApp, 'port'>,
    path: string,
    protocols: string[] = [],
    options: ClientOptions = {},
  ): Spoken {
    return new Spoken(
      new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { perMessageDeflate: false, ...options }),
    );
  }

  async opened(): Promise<this> {
    if (this.ws.readyState === WebSocket.CONNECTING) await once(this.ws, 'open');
    return this;
  }

  send(frame: object): this {
    this.ws.send(JSON.stringify(frame));
    return this;
  }

  /** The first frame that fits, now or soon; of those that came since `from`. */
  async heard(fits: (frame: Json) => boolean, from = 0): Promise<Json> {
    const find = () => this.frames.slice(from).find(fits);
    await this.until(() => find() !== undefined, 'a frame');
    return find();
  }

  async ended(): Promise<number> {
    await this.until(() => this.closed !== undefined, 'the end');
    return this.closed!;
  }

  async hangUp(): Promise<void> {
    if (this.ws.readyState === WebSocket.CLOSED) return;
    this.ws.close();
    await this.ended();
  }

  private async until(isSo: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
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
