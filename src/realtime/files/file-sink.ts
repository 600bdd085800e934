import type { TransferOffer } from '../../shared/transfer-payloads.js';
import { ENOUGH, type Ending, type Outlet, type Sink } from '../../transfers/byte-bridge.js';
import { frameOf } from '../rawws/raw.dialect.js';
import type { Link } from '../wire/link.js';
import { binaryHeader } from '../wire/text-frames.js';

const ALL_READ = 'end of file';

/** Binary frames to a socket, between `begin` and `end`. */
export class FileSink implements Sink {
  readonly ended: Promise<Ending>;
  private tell!: (ending: Ending) => void;
  private overdue: NodeJS.Timeout | undefined;

  constructor(
    private readonly link: Link,
    private readonly place: { offer: TransferOffer; bridge: Outlet },
  ) {
    this.ended = new Promise((resolve) => (this.tell = resolve));
    link.ws.once('close', this.lose).on('pong', this.hearPong);
    link.socket.on('drain', this.drained);
    place.bridge.to(this);
    if (!link.isOpen) this.lose();
  }

  begin(offset: number): void {
    const { transfer_id, size } = this.place.offer;
    this.link.push(frameOf({ type: 'begin', transfer_id, offset, size }));
  }

  /** Straight to the network, behind what waits there already; the bytes are not copied. */
  write(bytes: Buffer): boolean {
    const { link } = this;
    const { socket } = link;
    if (bytes.length === 0 || !link.isOpen) return true;
    link.flush();
    socket.cork();
    socket.write(binaryHeader(bytes.length));
    socket.write(bytes);
    socket.uncork();
    return socket.writableLength < ENOUGH;
  }

  /** A ping behind the last byte: when it is answered, everything before it has been read; when it is not, nobody knows. */
  finish(sha256: string, patience: number): void {
    const { link, place } = this;
    link.push(frameOf({ type: 'end', transfer_id: place.offer.transfer_id, sha256 }));
    link.flush();
    link.ws.ping(ALL_READ);
    this.overdue = setTimeout(this.lose, patience).unref();
  }

  end(ending: Ending): void {
    const { link } = this;
    clearTimeout(this.overdue);
    link.ws.off('close', this.lose).off('pong', this.hearPong);
    link.socket.off('drain', this.drained);
    this.tell(ending);
  }

  private readonly hearPong = (data: Buffer): void => {
    if (data.toString() === ALL_READ) this.place.bridge.received(this);
  };

  private readonly drained = (): void => {
    this.link.alive = true;
    this.place.bridge.drained(this);
  };

  private readonly lose = (): void => this.place.bridge.lose(this);
}
