import type { Dialect, Outgoing } from './dialect.js';
import { type Frames, textFrames } from './text-frames.js';

/** Events that go to many: encoded when the first client of a dialect hears them, then the same bytes for every other. */
export class Broadcast {
  private readonly encoded = new Map<Dialect, Frames | null>();
  private jsons: string[] | undefined;

  constructor(private readonly events: readonly Outgoing[]) {}

  framesFor(dialect: Dialect): Frames | null {
    const known = this.encoded.get(dialect);
    if (known !== undefined) return known;
    const frames = this.encode(dialect);
    this.encoded.set(dialect, frames);
    return frames;
  }

  private encode(dialect: Dialect): Frames | null {
    this.jsons ??= this.events.map(({ payload }) => JSON.stringify(payload));
    const texts: string[] = [];
    for (const [index, event] of this.events.entries()) {
      const text = dialect.textOf(event, this.jsons[index]!);
      if (text !== null) texts.push(text);
    }
    return texts.length ? textFrames(texts) : null;
  }
}
