import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { Topics } from '../../cluster/topics.js';
import { OpenTransfers } from '../open-transfers.js';
import { TransferEndings } from '../transfer-endings.js';
import { FarTransfers } from './far-transfers.js';

const TOPIC = 'senders of files';
const Word = z.object({ id: z.int(), session_id: z.int(), isLost: z.boolean() });
type Device = Pick<Actor, 'id' | 'session_id'>;

/**
 * Whether the device of a sender is still connected anywhere: an upload that is held back is not read, so its own end does
 * not show (docs/decisions/018).
 */
@Injectable()
export class LostDevices implements OnModuleInit {
  /** Whether it has a connection here. */
  isConnected: (device: Device) => boolean = () => false;

  constructor(
    private readonly topics: Topics,
    private readonly open: OpenTransfers,
    private readonly far: FarTransfers,
    private readonly endings: TransferEndings,
  ) {}

  onModuleInit(): void {
    this.topics.on(TOPIC, (value) => this.hear(Word.parse(value)));
  }

  /** Its last connection here broke off without a goodbye. */
  lost(device: Device): void {
    this.endings.missed(device, performance.now());
    this.tell(device, true);
  }

  back(device: Device): void {
    this.endings.missed(device, null);
    this.tell(device, false);
  }

  private tell({ id, session_id }: Device, isLost: boolean): void {
    const isSender = ({ sender }: { sender: number }) => sender === id;
    const sends = this.far.of(id).some(isSender) || this.open.of(id).some(({ offer }) => isSender(offer));
    if (sends) this.topics.publish(TOPIC, { id, session_id, isLost });
  }

  private hear({ isLost, ...device }: z.infer<typeof Word>): void {
    if (!isLost) this.endings.missed(device, null);
    else if (this.isConnected(device)) this.tell(device, false);
    else this.endings.missed(device, performance.now());
  }
}
