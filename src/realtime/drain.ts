import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { CLOSE } from '../shared/frames.js';
import { Connections } from './connections.js';
import { Delivery } from './delivery.js';
import { SocketTimes } from './socket-times.js';
import { UpgradeRouter } from './upgrade-router.js';
import { Traffic } from './wire/traffic.js';

const LOOK_EVERY_MS = 10;
const LAST_WORDS_MS = 1_000;

/** The server stops: nobody new comes in, everyone is told, what was begun is answered, then every socket is closed. */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  constructor(
    private readonly router: UpgradeRouter,
    private readonly connections: Connections,
    private readonly delivery: Delivery,
    private readonly traffic: Traffic,
    private readonly times: SocketTimes,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.router.close();
    if (this.connections.count() > 0) await this.tellAndWait();
    for (const connection of this.connections.everyone())
      connection.close(CLOSE.restarting, 'The server is restarting.');
    await this.router.emptied(LAST_WORDS_MS);
  }

  private async tellAndWait(): Promise<void> {
    this.delivery.toEveryone('server:restart', { in_ms: this.times.restartNotice });
    await sleep(this.times.restartNotice);
    const deadline = performance.now() + this.times.lastAnswers;
    while (this.traffic.underWay > 0 && performance.now() < deadline) await sleep(LOOK_EVERY_MS);
  }
}
