import type { Ending, Inlet, Source } from '../byte-bridge.js';
import { SENDERS_HASH } from '../http-source.js';
import { StreamLine } from './instance-words.js';
import type { FarStream, OtherInstances } from './other-instances.js';

/** The way from a source here to the bridge on another instance, which takes no more than its recipient does. */
export class FarInlet implements Inlet {
  private source: Source | null = null;

  constructor(
    private readonly stream: FarStream,
    private readonly instances: OtherInstances,
  ) {}

  from(source: Source): void {
    const { request, response, lines } = this.stream;
    this.source = source;
    request.on('drain', () => this.source?.resume());
    response.once('close', this.broken);
    lines.listen({ line: (value) => this.hear(StreamLine.parse(value)), bytes: () => undefined });
    if (response.destroyed) this.broken();
    else source.resume();
  }

  take(source: Source, bytes: Buffer): void {
    if (source === this.source && !this.stream.request.write(bytes)) source.pause();
  }

  finish(source: Source, sha256?: string): void {
    if (source !== this.source || this.stream.request.writableEnded) return;
    if (sha256 !== undefined) this.stream.request.addTrailers({ [SENDERS_HASH]: sha256 });
    this.stream.request.end();
  }

  lose(source: Source): void {
    if (source === this.source) this.end({ kind: 'paused', offset: 0 });
  }

  private hear({ end }: StreamLine): number {
    if (end) this.end(end);
    return 0;
  }

  private readonly broken = (): void => {
    if (!this.source) return;
    this.instances.suspect(this.stream.owner);
    this.end({ kind: 'paused', offset: 0 });
  };

  private end(ending: Ending): void {
    const { source } = this;
    this.source = null;
    this.stream.request.destroy();
    source?.end(ending);
  }
}
