import { conflict } from '../../errors/app-error.js';
import type { Ending } from '../../transfers/byte-bridge.js';
import type { PlaceIn, PlaceOut } from '../../transfers/place.js';
import { RawConnection } from '../rawws/raw.connection.js';
import { FileSink } from './file-sink.js';
import { FileSource } from './file-source.js';
import { FILE_FRAMES } from './file.dialect.js';

/** What was under way when a transfer broke off still comes for so long, and is passed over. */
const LEFTOVERS_MS = 5_000;

/** A signed-in socket for files of one chat. It brings or takes one file at a time. */
export class FileConnection extends RawConnection {
  override readonly dialect = FILE_FRAMES;
  private busyWith: string | null = null;
  private source: FileSource | null = null;
  private leftoversUntil = 0;

  /** Whoever connects for files does not look at the chat. */
  override hasOpen(): boolean {
    return false;
  }

  /** From now on this socket is for that transfer alone. */
  claim(transferId: string): void {
    if (this.busyWith !== null) throw conflict('This socket passes a file on. Wait for its end, or open one more.');
    this.busyWith = transferId;
  }

  release(transferId: string): void {
    if (this.busyWith === transferId) this.busyWith = null;
  }

  /** The binary frames that come from now on are the file, if there is a place for it. */
  expect(transferId: string): FileSource {
    this.claim(transferId);
    this.link.bringsFile = true;
    const source = (this.source = new FileSource(this.link));
    this.link.takeContent((bytes) => source.take(bytes));
    return source;
  }

  bring(source: FileSource, { offer, bridge }: PlaceIn): void {
    void source.ended.then(() => this.brought(offer.transfer_id, source));
    source.flowTo(bridge);
  }

  refuse(transferId: string, source: FileSource): void {
    source.letGo();
    this.brought(transferId, source);
  }

  /** The file goes out in binary frames. */
  fetch({ offer, bridge }: PlaceOut): void {
    const over = (_ending: Ending): void => this.release(offer.transfer_id);
    void new FileSink(this.link, { offer, bridge }).ended.then(over);
  }

  /** False for bytes of no file. */
  take(bytes: Buffer): boolean {
    if (this.source) this.source.take(bytes);
    return this.source !== null || performance.now() < this.leftoversUntil;
  }

  /** There is no more of it. What has broken off meanwhile has been told. */
  end(transferId: string, sha256?: string): void {
    if (this.busyWith === transferId) this.source?.finish(sha256);
    else if (performance.now() >= this.leftoversUntil) throw conflict('This file has not begun here.');
  }

  private brought(transferId: string, source: FileSource): void {
    this.release(transferId);
    if (this.source !== source) return;
    this.source = null;
    this.link.takeContent(null);
    this.leftoversUntil = performance.now() + LEFTOVERS_MS;
    setTimeout(() => (this.link.bringsFile = this.source !== null), LEFTOVERS_MS).unref();
  }
}
