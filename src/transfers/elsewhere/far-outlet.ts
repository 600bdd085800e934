import type { Ending, Outlet, Sink } from '../byte-bridge.js';
import { StreamLine } from './instance-words.js';
import type { FarStream, OtherInstances } from './other-instances.js';

/** The way from the bridge on another instance to a sink here, read no faster than the sink takes it. */
export class FarOutlet implements Outlet {
  private sink: Sink | null = null;

  constructor(
    private readonly stream: FarStream,
    private readonly instances: OtherInstances,
  ) {}

  to(sink: Sink): void {
    const { response, lines } = this.stream;
    this.sink = sink;
    response.once('close', this.broken);
    lines.listen({ line: (value) => this.hear(StreamLine.parse(value)), bytes: (chunk) => this.pass(chunk) });
    if (response.destroyed) this.broken();
  }

  drained(sink: Sink): void {
    if (sink === this.sink) this.stream.response.resume();
  }

  /** The end of what is asked says so to the other instance. */
  received(sink: Sink): void {
    if (sink === this.sink) this.stream.request.end();
  }

  lose(sink: Sink): void {
    if (sink === this.sink) this.end({ kind: 'paused', offset: 0 });
  }

  private hear({ begin, finish, end }: StreamLine): number {
    if (begin) this.sink?.begin(begin.offset);
    if (finish) this.sink?.finish(finish.sha256, finish.patience);
    if (end) this.end(end);
    return begin?.bytes ?? 0;
  }

  private pass(chunk: Buffer): void {
    if (this.sink && !this.sink.write(chunk)) this.stream.response.pause();
  }

  private readonly broken = (): void => {
    if (!this.sink) return;
    this.instances.suspect(this.stream.owner);
    this.end({ kind: 'paused', offset: 0 });
  };

  private end(ending: Ending): void {
    const { sink } = this;
    this.sink = null;
    this.stream.request.destroy();
    sink?.end(ending);
  }
}
