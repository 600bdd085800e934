import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Ending, Outlet, Sink } from '../byte-bridge.js';
import type { StreamLine } from './instance-words.js';

/** What is fetched by another instance, for a recipient there: lines with the bytes of the file between them. */
export class NearSink implements Sink {
  private isCut = false;
  private isWhole = false;

  constructor(
    request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly place: { size: number; outlet: Outlet },
  ) {
    const { outlet } = place;
    response.on('drain', () => outlet.drained(this));
    response.once('close', () => outlet.lose(this));
    // The other instance ends its request once the recipient has everything.
    request.once('end', () => (this.isWhole ? outlet.received(this) : outlet.lose(this))).resume();
    outlet.to(this);
    if (response.destroyed) outlet.lose(this);
  }

  begin(offset: number): void {
    this.isCut = true;
    this.say({ begin: { offset, bytes: this.place.size - offset } });
  }

  write(bytes: Buffer): boolean {
    return this.response.write(bytes);
  }

  finish(sha256: string, patience: number): void {
    this.isCut = false;
    this.isWhole = true;
    this.say({ finish: { sha256, patience } });
  }

  end(ending: Ending): void {
    if (this.isCut) return void this.response.destroy();
    this.say({ end: ending });
    this.response.end();
  }

  private say(line: StreamLine): void {
    this.response.write(`${JSON.stringify(line)}\n`);
  }
}
