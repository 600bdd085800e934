import type { Actor } from '../../src/access/actor.js';
import type { Connection } from '../../src/realtime/connection.js';
import { RAW_FRAMES } from '../../src/realtime/rawws/raw.dialect.js';
import type { Dialect } from '../../src/realtime/wire/dialect.js';
import type { Few } from '../../src/shared/few.js';
import type { Frames } from '../../src/realtime/wire/text-frames.js';

/** A connection that leads nowhere and counts what it would have carried. */
export class CountingConnection implements Connection {
  readonly dialect: Dialect;
  readonly counts = new Map<string, number>();
  heard: Few<number> = undefined;
  entered: Few<number> = undefined;
  privacy = { lastseen_visible: true, receipts_visible: true, typing_visible: true };

  constructor(
    readonly id: string,
    readonly actor: Actor,
    readonly onlyChat: number | null,
    private readonly open: ReadonlySet<number>,
  ) {
    this.dialect = { textOf: (outgoing, json) => RAW_FRAMES.textOf(outgoing, json) };
  }

  push({ bytes }: Frames): void {
    for (const [, type = ''] of bytes.toString().matchAll(/\{"type":"(\w+)"/g))
      this.counts.set(type, (this.counts.get(type) ?? 0) + 1);
  }

  hasOpen = (chatId: number): boolean => this.open.has(chatId);
  renewed = (): void => undefined;
  left = (): void => undefined;
  endSession = (): void => undefined;
  close = (): void => undefined;
}
