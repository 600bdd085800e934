import { createHash } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { OpenTransfers } from '../../src/transfers/open-transfers.js';
import type { Json } from './client.js';
import type { RawClient } from './raw-client.js';
import type { SocketClient } from './socket-client.js';
import type { SocketTown } from './socket-town.js';
import { soon } from './soon.js';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Content that no two places of a file share. */
export function bytesOf(size: number): Buffer {
  const words = new Uint32Array(Math.ceil(size / 4));
  // An odd factor: no word comes twice.
  for (let at = 0; at < words.length; at++) words[at] = Math.imul(at, 2_654_435_761);
  return Buffer.from(words.buffer, 0, size);
}

export interface Got {
  status: number;
  headers: IncomingMessage['headers'];
  bytes: Buffer;
  /** False where the connection broke before the end that was announced. */
  whole: boolean;
}

/** A running GET whose pace and end a test decides. */
export class Download {
  readonly chunks: Buffer[] = [];
  size = 0;
  readonly over: Promise<Got>;
  private response: IncomingMessage | undefined;
  private readonly wakers: (() => void)[] = [];
  private readonly sent;

  constructor(url: string, headers: Record<string, string>) {
    this.sent = request(url, { headers, agent: false });
    this.over = new Promise((resolve, reject) => {
      this.sent.on('response', (response) => {
        this.response = response;
        response.on('data', (chunk: Buffer) => {
          this.chunks.push(chunk);
          this.size += chunk.length;
          for (const wake of this.wakers.splice(0)) wake();
        });
        response.on('error', () => undefined);
        response.on('close', () => {
          const { statusCode: status = 0, complete: whole } = response;
          resolve({ status, headers: response.headers, bytes: Buffer.concat(this.chunks), whole });
        });
      });
      this.sent.on('error', (error) => this.response ?? reject(error));
    });
    this.sent.end();
  }

  async has(bytes: number): Promise<void> {
    while (this.size < bytes) await new Promise<void>((resolve) => this.wakers.push(resolve));
  }

  pause(): void {
    this.response?.pause();
  }

  resume(): void {
    this.response?.resume();
  }

  cut(): void {
    this.sent.destroy();
  }
}

/** Offers, takes, sends and fetches files the way people's programs do. */
export class Files {
  constructor(private readonly town: SocketTown) {}

  async offered(by: SocketClient, chat: number, size: number, more: object = {}): Promise<string> {
    const offer = { chat_id: chat, name: 'plan.bin', size, ...more };
    let made = await by.ask('transfer:offer', offer);
    // That somebody is there again may reach another instance a moment after that they had gone.
    if (made.code === 'peer_offline') await soon(async () => (made = await by.ask('transfer:offer', offer)).ok);
    if (!made.ok) throw new Error(`The offer was answered with ${JSON.stringify(made)}`);
    return made.transfer_id;
  }

  /** Offered and taken. */
  async taken(by: SocketClient, from: SocketClient, chat: number, size: number): Promise<string> {
    const id = await this.offered(from, chat, size);
    const answer = await by.ask('transfer:accept', { transfer_id: id });
    if (!answer.ok) throw new Error(`Taking it was answered with ${JSON.stringify(answer)}`);
    return id;
  }

  /** Its sender has been let in with it: whoever comes after an end is told that there is no such transfer. */
  sent(transfer_id: string): Promise<void> {
    const all = () => this.town.app.get(OpenTransfers).all();
    const ways = () =>
      all().flatMap(({ offer, ways }) => (offer.transfer_id === transfer_id ? [...ways.values()] : []));
    return soon(() => ways().some(({ bridge }) => bridge.hasSource));
  }

  /** Ends whatever is open, so that nothing of it is left for the next test. */
  end(): void {
    for (const { ways } of this.town.app.get(OpenTransfers).all())
      for (const { leg, bridge } of ways.values()) if (leg.isOpen) bridge.fail('cancelled');
  }

  /** A program of that person on `ws/file/<id>/`. */
  async socket(name: string, chat: number, { port } = this.town.app): Promise<RawClient> {
    return this.town.dial(`/ws/file/${chat}/`, { token: this.town.person(name).phone.access, port }).opened();
  }

  /** Sends in frames of 64 KiB from `offset` on, as fast as the socket takes it. */
  async send(by: RawClient, transfer_id: string, bytes: Uint8Array, offset = 0): Promise<void> {
    by.send({ type: 'begin', transfer_id, offset, size: bytes.length });
    for (let at = offset; at < bytes.length && by.ws.readyState === by.ws.OPEN; at += 65_536) {
      const frame = bytes.subarray(at, at + 65_536);
      await new Promise((resolve) => by.ws.send(frame, { binary: true }, resolve));
    }
    by.send({ type: 'end', transfer_id, sha256: sha256(bytes) });
  }

  put(name: string, id: string, bytes: Uint8Array, query = '') {
    const { phone } = this.town.person(name);
    return phone.send<Json>(`/transfer/${id}/${query}`, { method: 'PUT', raw: bytes as never });
  }

  get(name: string, id: string, headers: Record<string, string> = {}): Download {
    const { phone } = this.town.person(name);
    return new Download(`${this.town.app.url}/transfer/${id}/`, { ...phone.headers(), ...headers });
  }
}
