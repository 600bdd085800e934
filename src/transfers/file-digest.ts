import { createHash, type Hash } from 'node:crypto';

/** SHA-256 of a file whose bytes pass in order, though some of them pass twice: what is sent again is not counted again. */
export class FileDigest {
  /** Not before the first byte: an offer may go to a thousand people of whom one takes it. */
  private hash: Hash | null = null;
  private hashed = 0;

  /** From here on the bytes come from `offset`. */
  startAt(offset: number): void {
    if (offset > 0) return;
    this.hash = null;
    this.hashed = 0;
  }

  /** `at`: where in the file these bytes are. */
  add(at: number, bytes: Buffer): void {
    const known = this.hashed - at;
    if (known >= bytes.length) return;
    this.sum.update(known > 0 ? bytes.subarray(known) : bytes);
    this.hashed = at + bytes.length;
  }

  /** Of everything up to now; more may follow. */
  hex(): string {
    return this.sum.copy().digest('hex');
  }

  private get sum(): Hash {
    return (this.hash ??= createHash('sha256'));
  }
}
