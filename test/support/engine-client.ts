import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { OpenApp } from './app.js';

/** Speaks Engine.IO word by word, so that a test can say what no library would. */
export class EngineClient {
  readonly heard: string[] = [];

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (data: Buffer) => void this.heard.push(data.toString()));
    ws.on('error', () => undefined);
  }

  static async dial(app: OpenApp, headers: Record<string, string> = {}): Promise<EngineClient> {
    const url = `ws://127.0.0.1:${app.port}/socket.io/?EIO=4&transport=websocket`;
    const client = new EngineClient(new WebSocket(url, { headers, perMessageDeflate: false }));
    await once(client.ws, 'message');
    return client;
  }

  /** Signed in when this resolves. */
  static async connect(app: OpenApp, token: string): Promise<EngineClient> {
    const client = await EngineClient.dial(app);
    client.send(`40${JSON.stringify({ token })}`);
    await once(client.ws, 'message');
    return client;
  }

  send(packet: string | Buffer): void {
    if (this.ws.readyState === WebSocket.OPEN) this.ws.send(packet);
  }

  /** The server has read everything (a WebSocket ping is answered in turn), or has hung up. */
  async settled(): Promise<void> {
    if (this.ws.readyState === WebSocket.OPEN) {
      this.ws.ping();
      await Promise.race([once(this.ws, 'pong'), once(this.ws, 'close')]);
    }
    this.ws.terminate();
  }
}
