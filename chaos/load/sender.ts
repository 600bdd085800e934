import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../oracle/evidence.js';
import type { Person } from '../stage/stage.js';
import { Refusal } from './call.js';
import { type Door, DOORS } from './doors.js';
import type { ClientLog } from './log.js';

export interface Conversation {
  log: ClientLog;
  /** Of the doors of each instance. */
  ports: number[];
  chats: number[];
  random: () => number;
  /** How many messages a second one sender may begin. */
  rate: number;
  /** In flight at a time. */
  window?: number;
}

const RETRY_MS = 150;
const GIVE_UP_MS = 120_000;

/** A person who writes and tries each message, with the same client_id, until somebody acknowledges it: here or there. */
export class Sender {
  private readonly doors: Door[];
  private here: number;
  private next = performance.now();
  private ended = false;
  private readonly working: Promise<void>[] = [];

  constructor(
    private readonly number: number,
    person: Person,
    private readonly talk: Conversation,
  ) {
    const Kind = DOORS[number % DOORS.length]!;
    this.doors = talk.ports.map((port) => new Kind(port, () => person.token));
    this.here = number % talk.ports.length;
    for (let n = 0; n < (talk.window ?? 4); n++) this.working.push(this.write());
  }

  /** No new messages; resolves when those under way have come to an end. */
  async finish(): Promise<void> {
    this.ended = true;
    await Promise.all(this.working);
    for (const door of this.doors) door.close();
  }

  private async write(): Promise<void> {
    const { log, chats, random, rate } = this.talk;
    while (!this.ended) {
      this.next = Math.max(this.next + 1000 / rate, performance.now() - 1000);
      await sleep(Math.max(0, this.next - performance.now()));
      if (this.ended) return;
      await this.insist(log.invoke(this.number, chats[Math.floor(random() * chats.length)]!));
    }
  }

  private async insist(operation: Operation): Promise<void> {
    const { log, random } = this.talk;
    for (const deadline = performance.now() + GIVE_UP_MS; performance.now() < deadline;) {
      const at = this.here;
      try {
        operation.tries++;
        return log.acknowledge(operation, await this.doors[at]!.send(operation.chat, operation.key));
      } catch (error) {
        if (error instanceof Refusal) {
          log.refused(`${error.status} ${error.code}`);
          if (!error.passes) return log.fail(operation);
        } else log.refused('no answer');
      }
      if (this.here === at) this.here = (at + 1) % this.doors.length;
      await sleep(RETRY_MS * (0.5 + random()));
    }
  }
}
