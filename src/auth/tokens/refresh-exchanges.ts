import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

export interface Issued {
  access: string;
  refresh: string;
  session_id: number;
}

interface Exchange {
  issued: Promise<Issued>;
  /** On the clock of `performance.now()`; undefined while it is under way. */
  answered_at?: number;
}

const HELD_MS = 100;
/** So many turns of the event loop more, in which what has reached this machine is read even if that takes longer. */
const HELD_TURNS = 50;

/**
 * How long an answer is held back. A client that sends several requests at once has one warm connection and opens the
 * others: without this the first would be answered while the rest are still on their way, and they would look stolen.
 */
export async function untilTheOthersAreHere(): Promise<void> {
  await pause(HELD_MS);
  for (let turns = 0; turns < HELD_TURNS; turns++) await turn();
}

/** No request is on its way for longer than this: its body has a deadline. */
const REMEMBERED_MS = 60_000;

/**
 * What the requests that came with one refresh token at the same time share: the first exchanges it, and whoever
 * arrived before it was answered gets the same answer.
 */
export class RefreshExchanges {
  private readonly exchanges = new Map<string, Exchange>();

  /** The exchange that a request with this token takes part in; `late` if it was over before the request came. */
  of(hash: string, arrivedAt: number): { issued: Promise<Issued>; late: boolean } | undefined {
    const known = this.exchanges.get(hash);
    return known && { issued: known.issued, late: known.answered_at !== undefined && arrivedAt > known.answered_at };
  }

  begin(hash: string, issued: Promise<Issued>): Promise<Issued> {
    const exchange: Exchange = { issued };
    this.exchanges.set(hash, exchange);
    issued.then(
      () => this.end(exchange),
      () => this.exchanges.delete(hash),
    );
    return issued;
  }

  private end(exchange: Exchange): void {
    exchange.answered_at = performance.now();
    for (const [hash, { answered_at }] of this.exchanges) {
      if (answered_at === undefined || exchange.answered_at - answered_at < REMEMBERED_MS) break;
      this.exchanges.delete(hash);
    }
  }
}
