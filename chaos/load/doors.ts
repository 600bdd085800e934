import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { call, Refusal } from './call.js';

export interface Sent {
  id: number;
  seq: number;
}

/** A way to send; throws a Refusal when the server said no, anything else when nobody knows what became of it. */
export interface Door {
  send(chat: number, key: string): Promise<Sent>;
  close(): void;
}

export const PATIENCE_MS = 4_000;

export class HttpDoor implements Door {
  constructor(
    private readonly port: number,
    private readonly token: () => string,
  ) {}

  send(chat: number, key: string): Promise<Sent> {
    const body = { text: key, client_id: key };
    const caller = { url: `http://127.0.0.1:${this.port}`, token: this.token(), patience: PATIENCE_MS };
    return call(caller, 'POST', `/chat/${chat}/messages/`, body);
  }

  close(): void {}
}

interface Waiting {
  resolve(sent: Sent): void;
  reject(error: Error): void;
}

export class RawDoor implements Door {
  private readonly sockets = new Map<number, Promise<WebSocket>>();
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly port: number,
    private readonly token: () => string,
  ) {}

  async send(chat: number, key: string): Promise<Sent> {
    const socket = await this.socketOf(chat);
    return new Promise<Sent>((resolve, reject) => {
      const timer = setTimeout(() => settle(reject)(new Error('No answer.')), PATIENCE_MS);
      const left = () => settle(reject)(new Error('The connection ended.'));
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          socket.off('close', left);
          this.waiting.delete(key);
          how(value);
        };
      socket.once('close', left);
      this.waiting.set(key, { resolve: settle(resolve), reject: settle(reject) });
      socket.send(JSON.stringify({ type: 'message', text: key, client_id: key }));
    });
  }

  close(): void {
    for (const socket of this.sockets.values()) void socket.then((open) => open.terminate()).catch(() => undefined);
  }

  private socketOf(chat: number): Promise<WebSocket> {
    const known = this.sockets.get(chat);
    if (known) return known;
    const opening = openRaw(this.port, chat, this.token());
    this.sockets.set(chat, opening);
    const forget = () => this.sockets.delete(chat);
    opening.then((socket) => {
      socket.on('message', (data) => this.hear(JSON.parse(String(data))));
      socket.setMaxListeners(0);
      socket.once('close', forget);
      if (socket.readyState !== WebSocket.OPEN) forget();
    }, forget);
    return opening;
  }

  private hear(frame: { type: string; client_id?: string; code?: string; detail?: string } & Sent): void {
    const waiting = this.waiting.get(frame.client_id ?? '');
    if (frame.type === 'ack') waiting?.resolve(frame);
    if (frame.type === 'error')
      waiting?.reject(new Refusal(frame.code === 'unavailable' ? 503 : 400, frame.code ?? '', frame.detail));
  }
}

/** Resolves when the upgrade was answered; what comes before is kept by pausing until somebody listens. */
export function openRaw(port: number, chat: number, token: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/chat/${chat}/`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
    handshakeTimeout: PATIENCE_MS,
  });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('close', (code) => reject(new Error(`Closed with ${code} before it was open.`)));
    socket.on('error', reject);
  });
}

export class IoDoor implements Door {
  private socket?: Promise<Socket>;

  constructor(
    private readonly port: number,
    private readonly token: () => string,
  ) {}

  async send(chat: number, key: string): Promise<Sent> {
    const socket = await (this.socket ??= this.open());
    if (!socket.connected) throw new Error('The connection ended.');
    const draft = { chat_id: chat, text: key, client_id: key };
    const answer = await socket.timeout(PATIENCE_MS).emitWithAck('message:send', draft);
    if (answer.ok) return answer;
    throw new Refusal(answer.code === 'unavailable' ? 503 : 400, answer.code, answer.detail);
  }

  close(): void {
    void this.socket?.then((socket) => socket.disconnect()).catch(() => undefined);
  }

  private open(): Promise<Socket> {
    const opening = openIo(this.port, this.token());
    const forget = () => (this.socket = undefined);
    opening.then((socket) => {
      socket.once('disconnect', forget);
      if (!socket.connected) forget();
    }, forget);
    return opening;
  }
}

export function openIo(port: number, token: string): Promise<Socket> {
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    timeout: PATIENCE_MS,
    auth: { token },
  });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    const fail = (error: Error | string) => {
      socket.disconnect();
      reject(new Error(String(error)));
    };
    socket.once('connect_error', fail);
    socket.once('disconnect', fail);
  });
}

export const DOORS = [HttpDoor, RawDoor, IoDoor];
