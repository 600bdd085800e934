import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { CLOSE } from '../shared/frames.js';
import { Delivery } from './delivery.js';
import { Departures } from './departures.js';
import { SocketTimes } from './socket-times.js';
import { UpgradeRouter } from './upgrade-router.js';
import { Traffic } from './wire/traffic.js';

const LOOK_EVERY_MS = 10;
const LAST_WORDS_MS = 1_000;
/** Between two groups: five people in 40 ms are 125 connects a second on the other instances. */
const PAUSE_MS = 40;

/**
 * The server stops: nobody new comes in, everyone is told when, what was begun is answered, then every socket is closed.
 * Where other instances take over, people are sent to them one group after the other, so that these are not flooded.
 */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  constructor(
    private readonly router: UpgradeRouter,
    private readonly delivery: Delivery,
    private readonly departures: Departures,
    private readonly traffic: Traffic,
    private readonly times: SocketTimes,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.router.close();
    const groups = this.departures.groups();
    for (const [index, group] of groups.entries())
      this.delivery.toThese(group, 'server:restart', { in_ms: this.times.restartNotice + index * PAUSE_MS });
    if (groups.length > 0) await sleep(this.times.restartNotice);
    const deadline = performance.now() + this.times.lastAnswers;
    for (const [index, group] of groups.entries()) {
      if (index > 0) await sleep(PAUSE_MS);
      await this.answered(index === 0 ? deadline : performance.now() + PAUSE_MS);
      for (const connection of group) connection.close(CLOSE.restarting, 'The server is restarting.');
    }
    await this.router.emptied(LAST_WORDS_MS);
  }

  private async answered(deadline: number): Promise<void> {
    while (this.traffic.underWay > 0 && performance.now() < deadline) await sleep(LOOK_EVERY_MS);
  }
}
