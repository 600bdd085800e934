import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import jwt from 'jsonwebtoken';
import type { Push } from '../../src/shared/push-payloads.js';
import { soon } from './soon.js';

export interface Delivered {
  push: Push;
  headers: IncomingMessage['headers'];
}

/** A browser as far as push goes: it has keys, and can read what is meant for it. */
export class PushedBrowser {
  private readonly keys: ECDH = createECDH('prime256v1');
  private readonly secret = randomBytes(16);
  readonly got: Delivered[] = [];
  /** How it is answered, in turn; then 201. */
  readonly answers: { status: number; headers?: Record<string, string> }[] = [];
  asked = 0;

  constructor(readonly endpoint: string) {
    this.keys.generateKeys();
  }

  /** As `PushSubscription.toJSON()` of a browser. */
  get subscription() {
    const keys = { p256dh: this.keys.getPublicKey('base64url'), auth: this.secret.toString('base64url') };
    return { endpoint: this.endpoint, expirationTime: null, keys };
  }

  get pushes(): Push[] {
    return this.got.map(({ push }) => push);
  }

  /** What it got, once that is so much. */
  async after(count: number): Promise<Push[]> {
    await soon(() => this.got.length >= count);
    return this.pushes;
  }

  /** By RFC 8291 and 8188, from the receiver's side. */
  read(body: Buffer): Push {
    const [salt, idLength] = [body.subarray(0, 16), body[20]!];
    const sender = body.subarray(21, 21 + idLength);
    const sealed = body.subarray(21 + idLength);
    const derive = (secret: Buffer, salted: Buffer, info: Buffer, length: number) =>
      Buffer.from(hkdfSync('sha256', secret, salted, info, length));
    const about = Buffer.concat([Buffer.from('WebPush: info\0'), this.keys.getPublicKey(), sender]);
    const secret = derive(this.keys.computeSecret(sender), this.secret, about, 32);
    const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
    const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
    const cipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
    if (plain.at(-1) !== 2) throw new Error('This is not the last record.');
    return JSON.parse(plain.subarray(0, -1).toString()) as Push;
  }
}

/** A push service on this machine, as strict as those of browsers: what is not signed or sealed as it must be is refused. */
export class PushService {
  private readonly browsers = new Map<string, PushedBrowser>();
  readonly refused: string[] = [];

  private constructor(private readonly server: Server) {}

  static async open(): Promise<PushService> {
    const server = createServer();
    const service = new PushService(server);
    server.on('request', (request, response) => void service.receive(request, response));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  browser(): PushedBrowser {
    const path = `/send/${randomBytes(12).toString('base64url')}`;
    const browser = new PushedBrowser(this.origin + path);
    this.browsers.set(path, browser);
    return browser;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const browser = this.browsers.get(request.url ?? '');
    if (!browser) return void response.writeHead(404).end();
    browser.asked++;
    const answer = browser.answers.shift() ?? { status: 201 };
    try {
      const push = browser.read(Buffer.concat(chunks));
      this.checkHead(request);
      if (answer.status < 300) browser.got.push({ push, headers: request.headers });
      response.writeHead(answer.status, answer.headers).end('whatever a push service says');
    } catch (error) {
      this.refused.push(String(error));
      response.writeHead(400).end();
    }
  }

  private checkHead({ method, headers }: IncomingMessage): void {
    const [, token, key] = /^vapid t=([^,]+), k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
    const point = Buffer.from(key!, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
    const signer = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x!, y: y! } });
    const claims = jwt.verify(token!, signer, { algorithms: ['ES256'], audience: this.origin }) as jwt.JwtPayload;
    const isRight =
      method === 'POST' &&
      headers['content-encoding'] === 'aes128gcm' &&
      /^\d+$/.test(String(headers.ttl)) &&
      /^[\w-]{1,32}$/.test(String(headers.topic)) &&
      /^(mailto|https):/.test(claims.sub!) &&
      claims.exp! - Date.now() / 1000 <= 24 * 60 * 60;
    if (!isRight) throw new Error(`Not as push services want it: ${JSON.stringify({ method, headers, claims })}`);
  }
}
