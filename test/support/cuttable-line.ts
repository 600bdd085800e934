import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A TCP line to a port that a test can cut, or let fall silent so that neither side notices. */
export class CuttableLine {
  private readonly pairs = new Set<[Socket, Socket]>();
  private silent = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(port: number): Promise<CuttableLine> {
    const server = createServer((near) => line.join(near, connect(port, '127.0.0.1')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const line: CuttableLine = new CuttableLine(server, (server.address() as AddressInfo).port);
    return line;
  }

  /** Connections that are not cut. */
  get open(): number {
    return this.pairs.size;
  }

  /** Ends every connection, or those of them that are chosen, without a word of the protocol. */
  cut(chosen: (index: number) => boolean = () => true): void {
    for (const [index, pair] of [...this.pairs].entries()) if (chosen(index)) end(pair);
  }

  /** Nothing passes any more, and nobody is told. */
  stall(): void {
    this.silent = true;
    for (const pair of this.pairs) for (const socket of pair) socket.unpipe().pause();
  }

  /** What was stalled is cut; new connections pass again. */
  async mend(): Promise<void> {
    this.silent = false;
    this.cut();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket, far: Socket): void {
    const pair: [Socket, Socket] = [near, far];
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        if (!this.silent) end(pair);
      });
    }
    near.pipe(far);
    far.pipe(near);
  }
}

function end(pair: [Socket, Socket]): void {
  for (const socket of pair) socket.destroy();
}
