import type { IncomingMessage } from 'node:http';

const LONGEST = 65_536;
const NEWLINE = 10;
const NOTHING = Buffer.alloc(0);

export interface LineListener {
  /** Answers how many bytes follow that are no lines. */
  line(value: unknown): number;
  bytes(chunk: Buffer): void;
}

/** Lines of JSON, with bytes of a file between them. Nothing is read while nobody listens. */
export class Lines {
  private listener: LineListener | null = null;
  private kept: Buffer = NOTHING;
  private bytesLeft = 0;

  constructor(private readonly stream: IncomingMessage) {
    stream.on('data', (chunk: Buffer) => this.read(chunk));
    stream.pause();
  }

  listen(listener: LineListener): void {
    this.listener = listener;
    this.stream.resume();
    this.read(NOTHING);
  }

  /** The next line, after which nobody listens again. Rejects when the stream ends before. */
  next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.stream.once('close', () => reject(new Error('The stream ended before its first line')));
      const line = (value: unknown) => {
        this.listener = null;
        this.stream.pause();
        resolve(value);
        return 0;
      };
      this.listen({ line, bytes: () => undefined });
    });
  }

  /** What cannot be understood, such as a word of another version, ends the stream. */
  private read(chunk: Buffer): void {
    try {
      this.take(chunk);
    } catch (error) {
      this.stream.destroy(error as Error);
    }
  }

  private take(chunk: Buffer): void {
    let rest = this.kept.length > 0 ? Buffer.concat([this.kept, chunk]) : chunk;
    this.kept = NOTHING;
    while (rest.length > 0 && this.listener) {
      const taken = this.bytesLeft > 0 ? this.takeBytes(rest, this.listener) : this.takeLine(rest, this.listener);
      if (taken === 0) break;
      rest = rest.subarray(taken);
    }
    this.kept = rest;
    if (this.listener && rest.length > LONGEST) this.stream.destroy(new Error('A line is too long'));
  }

  private takeBytes(rest: Buffer, listener: LineListener): number {
    const bytes = rest.subarray(0, this.bytesLeft);
    this.bytesLeft -= bytes.length;
    listener.bytes(bytes);
    return bytes.length;
  }

  /** An empty line only says that the other side is there. */
  private takeLine(rest: Buffer, listener: LineListener): number {
    const end = rest.indexOf(NEWLINE);
    if (end > 0) this.bytesLeft = listener.line(JSON.parse(rest.subarray(0, end).toString()));
    return end + 1;
  }
}
