import { io, type Socket } from 'socket.io-client';
import type { ClientToServerEvents, ServerToClientEvents } from '../../src/shared/events.js';
import type { Json } from './client.js';

const COMPANY = new Set(['presence', 'room:users']);
const PATIENCE_MS = 45_000;

type Headers = Record<string, string>;

/** A JS app on Socket.IO: keeps every event, so that a test can say what came and what did not. */
export class SocketClient {
  readonly events: [name: string, payload: Json][] = [];
  /** Events about who is here. They come whenever somebody does, so they are kept apart from what a test is about. */
  readonly company: [name: string, payload: Json][] = [];
  ended: string | undefined;
  private readonly wakers = new Set<() => void>();

  private constructor(readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>) {
    socket.onAny((name: string, payload: Json) => {
      (COMPANY.has(name) ? this.company : this.events).push([name, payload]);
      this.wake();
    });
    socket.on('disconnect', (reason) => {
      this.ended = reason;
      this.wake();
    });
  }

  /** Resolves when `connect` was answered; rejects with what the server said. */
  static async connect({ port }: { port: number }, auth: object, headers: Headers = {}): Promise<SocketClient> {
    const client = new SocketClient(
      io(`http://127.0.0.1:${port}`, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        auth,
        extraHeaders: headers,
      }),
    );
    await new Promise<void>((resolve, reject) => {
      client.socket.once('connect', resolve);
      // Cut off before it was answered.
      client.socket.once('disconnect', (reason) => reject(new Error(reason)));
      client.socket.once('connect_error', (error) => {
        client.socket.disconnect();
        reject(error);
      });
    });
    return client;
  }

  /** Sends an event and waits for its acknowledgement. */
  ask(event: string, input?: unknown): Promise<Json> {
    return (this.socket as unknown as Socket).timeout(PATIENCE_MS).emitWithAck(event, input);
  }

  async heard(name: string, fits: (payload: Json) => boolean = () => true): Promise<Json> {
    const find = () => [...this.events, ...this.company].find(([event, payload]) => event === name && fits(payload));
    await this.until(() => find() !== undefined, name);
    return find()![1];
  }

  async gone(): Promise<string> {
    await this.until(() => this.ended !== undefined, 'the end');
    return this.ended!;
  }

  /** Everything sent so far has been answered, so whatever should have come has come. */
  async settled(): Promise<this> {
    await this.ask('chat:close', { chat_id: 1 });
    return this;
  }

  of(name: string): Json[] {
    return [...this.events, ...this.company].filter(([event]) => event === name).map(([, payload]) => payload);
  }

  texts(): string[] {
    return this.of('message:new').map(({ text }) => text);
  }

  /** Stops reading from the network, below the library. */
  pause(): void {
    this.websocket?.pause();
  }

  hangUp(): void {
    this.websocket?.resume();
    this.socket.disconnect();
  }

  private get websocket(): { pause(): void; resume(): void } | undefined {
    const { engine } = this.socket.io as unknown as {
      engine: { transport: { ws: { pause(): void; resume(): void } } };
    };
    return engine?.transport.ws;
  }

  private async until(isSo: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!isSo()) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`${what} did not come; events: ${JSON.stringify(this.events).slice(0, 2000)}`);
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
