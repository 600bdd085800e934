import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

const CHUNK = 65_536;
const chunk = Buffer.alloc(CHUNK, 0x5a);

export interface Side {
  port: number;
  token: string;
}

/** Writes so many bytes, as fast as they are taken. `frame` stands for every 64 KiB of them. */
async function pour(socket: Socket, size: number, frame: Buffer = chunk): Promise<void> {
  for (let left = size; left > 0; left -= CHUNK) if (!socket.write(frame)) await once(socket, 'drain');
}

/** Reads until so many bytes are there, at most `pace` bytes a second. Resolves with how many came. */
async function drink(socket: Socket, size: number, pace = Infinity, ms = Infinity): Promise<number> {
  const began = performance.now();
  let got = 0;
  for await (const bytes of socket as AsyncIterable<Buffer>) {
    got += bytes.length;
    const ahead = (got / pace) * 1000 - (performance.now() - began);
    if (ahead > 5) await sleep(ahead);
    if (got >= size || performance.now() - began > ms) break;
  }
  return got;
}

async function dial(port: number, hello: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  socket.write(hello);
  return socket;
}

/** `kind`: 'S' for the pipe alone, 'H' with the hash. */
export async function passByPipe(port: number, kind: 'S' | 'H', size: number): Promise<void> {
  const receiver = await dial(port, 'R');
  await sleep(50);
  const sender = await dial(port, kind);
  await Promise.all([pour(sender, size), drink(receiver, size)]);
  sender.destroy();
  receiver.destroy();
}

/** Sockets of two people in a chat, through which files are offered and taken. */
export class Pair {
  private constructor(
    private readonly sender: WebSocket,
    private readonly receiver: WebSocket,
    private readonly from: Side,
    private readonly to: Side,
  ) {}

  static async meet(from: Side, to: Side, chat: number): Promise<Pair> {
    const open = async ({ port, token }: Side) => {
      const headers = { authorization: `Bearer ${token}` };
      const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/file/${chat}/`, { headers, perMessageDeflate: false });
      await once(socket, 'open');
      return socket;
    };
    const [sender, receiver] = await Promise.all([open(from), open(to)]);
    return new Pair(sender!, receiver!, from, to);
  }

  close(): void {
    this.sender.close();
    this.receiver.close();
  }

  /** By PUT and GET; the recipient may be slow, and leave after some time. */
  async passByHttp(size: number, pace = Infinity, ms = Infinity): Promise<number> {
    const id = await this.agree(size, 'http');
    const get = `GET /transfer/${id}/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${this.to.token}\r\n\r\n`;
    const put = `PUT /transfer/${id}/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${this.from.token}\r\nContent-Length: ${size}\r\n\r\n`;
    const receiver = await dial(this.to.port, get);
    const sender = await dial(this.from.port, put);
    const pouring = pour(sender, size).catch(() => undefined);
    const got = await drink(receiver, size, pace, ms);
    if (got < size) {
      receiver.destroy();
      sender.destroy();
      return got;
    }
    await pouring;
    if (!String((await once(sender, 'data'))[0]).startsWith('HTTP/1.1 200')) throw new Error('The upload failed');
    sender.destroy();
    receiver.destroy();
    return got;
  }

  /** In binary frames of 64 KiB on both sides; the recipient may be slow, and leave after some time. */
  async passBySocket(size: number, pace = Infinity, ms = Infinity): Promise<void> {
    const id = await this.agree(size, 'socket');
    const done = this.hears(this.receiver, 'done');
    this.sender.send(JSON.stringify({ type: 'begin', transfer_id: id, offset: 0, size }));
    const raw = (this.sender as unknown as { _socket: Socket })._socket;
    await sleep(20);
    if (pace < Infinity) return this.crawl(pour(raw, size, maskedFrame()), pace, ms);
    await pour(raw, size, maskedFrame());
    this.sender.send(JSON.stringify({ type: 'end', transfer_id: id }));
    await done;
  }

  private async crawl(pouring: Promise<void>, pace: number, ms: number): Promise<void> {
    const began = performance.now();
    let got = 0;
    const hear = (data: Buffer, isBinary: boolean) => {
      got += isBinary ? data.length : 0;
      const ahead = (got / pace) * 1000 - (performance.now() - began);
      if (ahead <= 5) return;
      this.receiver.pause();
      setTimeout(() => this.receiver.resume(), ahead);
    };
    this.receiver.on('message', hear);
    pouring.catch(() => undefined);
    await sleep(ms);
    this.receiver.terminate();
    this.sender.terminate();
  }

  private async agree(size: number, via: 'http' | 'socket'): Promise<string> {
    const [made, accepted] = [this.hears(this.sender, 'offer_made'), this.hears(this.sender, 'accepted')];
    this.sender.send(JSON.stringify({ type: 'offer', name: 'bench.bin', size }));
    const { transfer_id } = (await made) as { transfer_id: string };
    this.receiver.send(JSON.stringify({ type: 'accept', transfer_id, via }));
    await accepted;
    return transfer_id;
  }

  private hears(socket: WebSocket, type: string): Promise<object> {
    return new Promise((resolve, reject) => {
      const hear = (data: Buffer, isBinary: boolean) => {
        if (isBinary) return;
        const frame = JSON.parse(data.toString()) as { type: string };
        if (frame.type === 'error') reject(new Error(data.toString()));
        if (frame.type !== type) return;
        socket.off('message', hear);
        resolve(frame);
      };
      socket.on('message', hear);
    });
  }
}

/** What a client sends for 64 KiB: with a mask as RFC 6455 wants it, made once. */
function maskedFrame(): Buffer {
  const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);
  const frame = Buffer.alloc(14 + CHUNK);
  frame[0] = 0x82;
  frame[1] = 0x80 | 127;
  frame.writeBigUInt64BE(BigInt(CHUNK), 2);
  mask.copy(frame, 10);
  for (let at = 0; at < CHUNK; at++) frame[14 + at] = chunk[at]! ^ mask[at & 3]!;
  return frame;
}
