import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Topics } from '../../cluster/topics.js';
import { EventBus } from '../../events/event-bus.js';
import { FarTransfers } from './far-transfers.js';
import { OtherInstances } from './other-instances.js';

/** An instance that dies takes its transfers with it: those who are connected here are told. */
@Injectable()
export class GoneInstances implements OnModuleInit {
  constructor(
    private readonly topics: Topics,
    private readonly instances: OtherInstances,
    private readonly far: FarTransfers,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.topics.onGone((name) => this.lose(name));
    this.instances.onGone = (name) => this.lose(name);
  }

  private lose(name: string): void {
    this.instances.drop(name);
    for (const transfer of this.far.ofOwner(name)) {
      const { transfer_id, chat_id, sender, ways } = transfer;
      this.far.forget(transfer);
      for (const user_id of ways.keys()) {
        const fact = { transfer_id, chat_id, user_id, sender, device: null, reason: 'peer_gone' as const };
        this.events.hear('transfer failed', fact);
      }
    }
  }
}
