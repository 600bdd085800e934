import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { clientFrame, OPCODE, payloadAt } from './frames.js';
import type { Client, Draft, Wire } from './wire.js';

const END_OF_HEAD = '\r\n\r\n';
const NOTHING = Buffer.alloc(0);
/** One buffer for the reads of all sockets: each read is used up before the next one begins. */
const shared = Buffer.allocUnsafe(256 * 1024);

/** A client that counts what it hears and decodes no more than it must, so that the server is the slower one. */
export class Connection {
  /** Called for each message delivered; the payload stands in `data` from `start` on and is gone after the call. */
  heard: (data: Buffer, start: number) => void = () => undefined;
  private rest: Buffer = NOTHING;
  private upgraded = false;
  private readonly socket: Socket;
  private settle!: { open: () => void; fail: (error: Error) => void };
  /** Resolves when the server has subscribed this client. */
  readonly ready = new Promise<void>((open, fail) => (this.settle = { open, fail }));

  constructor(
    private readonly wire: Wire,
    private readonly client: Client,
    port: number,
    private readonly broke: (why: Error) => void,
  ) {
    const callback = (size: number, data: Uint8Array) => this.read((data as Buffer).subarray(0, size));
    this.socket = connect({ host: '127.0.0.1', port, noDelay: true, onread: { buffer: shared, callback } });
    this.socket.write(this.upgrade(port));
    this.socket.on('error', (error) => this.fail(error.message));
    this.socket.on('close', () => this.fail('the server closed the connection'));
  }

  send(draft: Draft): void {
    this.socket.write(clientFrame(this.wire.draft(draft)));
  }

  close(): void {
    this.socket.removeAllListeners('close');
    this.socket.destroy();
  }

  private upgrade(port: number): string {
    const lines = [
      `GET ${this.wire.path(this.client)} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...this.wire.headers(this.client),
    ];
    return lines.join('\r\n') + END_OF_HEAD;
  }

  private read(chunk: Buffer): boolean {
    const data = this.rest.length ? Buffer.concat([this.rest, chunk]) : chunk;
    const done = this.upgraded ? this.takeFrames(data, 0) : this.takeHead(data);
    this.rest = done < data.length ? Buffer.from(data.subarray(done)) : NOTHING;
    return true;
  }

  private takeHead(data: Buffer): number {
    const end = data.indexOf(END_OF_HEAD);
    if (end === -1) return 0;
    const status = data.toString('latin1', 9, 12);
    if (status !== '101') return this.fail(`the upgrade was answered with ${status}`) ?? data.length;
    this.upgraded = true;
    if (!this.wire.isWelcome) this.settle.open();
    return this.takeFrames(data, end + END_OF_HEAD.length);
  }

  private takeFrames(data: Buffer, from: number): number {
    for (let at = from; ;) {
      const payload = payloadAt(data, at);
      if (!payload || payload.end > data.length) return at;
      this.take(data[at]! & 0x0f, data, payload);
      at = payload.end;
    }
  }

  private take(opcode: number, data: Buffer, { start, end }: { start: number; end: number }): void {
    if (opcode === OPCODE.text) return this.takeText(data, start, end);
    if (opcode === OPCODE.ping) this.socket.write(clientFrame(data.subarray(start, end), OPCODE.pong));
    if (opcode === OPCODE.close)
      this.fail(`the server closed with ${end > start ? data.readUInt16BE(start) : 'no code'}`);
  }

  private takeText(data: Buffer, start: number, end: number): void {
    if (this.wire.isMessage(data, start)) return this.heard(data, start);
    if (this.wire.isRefusal(data, start, end)) return void this.fail(data.toString('utf8', start, end));
    if (this.wire.isWelcome?.(data, start)) return this.settle.open();
    const answer = this.wire.answer(data, start, this.client);
    if (answer) this.socket.write(clientFrame(answer));
  }

  private fail(why: string): undefined {
    const error = new Error(why);
    this.settle.fail(error);
    this.broke(error);
  }
}
