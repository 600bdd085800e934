import { Injectable } from '@nestjs/common';
import { EventBus } from '../events/event-bus.js';
import type { TransferFailure } from '../shared/transfer-payloads.js';
import type { OpenTransfer, Way } from './open-transfer.js';
import { TransferTimes } from './transfer-times.js';

/** Publishes what becomes of transfers. */
@Injectable()
export class TransferNews {
  /** Bytes passed on since the start, for the metrics. */
  bytes = 0;
  /** Hears first of a way that has come to its end. */
  onOver: (transfer: OpenTransfer, way: Way) => void = () => undefined;

  constructor(
    private readonly events: EventBus,
    private readonly times: TransferTimes,
  ) {}

  offered(transfer: OpenTransfer): void {
    const { offer, ways } = transfer;
    this.events.publish('file offered', { ...offer, user_ids: [...ways.keys()] });
  }

  accepted(transfer: OpenTransfer, way: Way, first: boolean): void {
    const { username } = way.user;
    this.events.publish('transfer accepted', { ...about(transfer, way), username, offset: way.leg.offset, first });
  }

  passed(transfer: OpenTransfer, way: Way, bytes: number, now: number): void {
    this.bytes += bytes;
    if (now - way.toldAt < this.times.progress) return;
    way.toldAt = now;
    const { position, size } = way.leg;
    this.events.publish('transfer progressed', { ...about(transfer, way), bytes: position, size });
  }

  paused(transfer: OpenTransfer, way: Way): void {
    this.events.publish('transfer paused', { ...about(transfer, way), offset: way.leg.position });
  }

  done(transfer: OpenTransfer, way: Way, sha256: string): void {
    this.onOver(transfer, way);
    this.events.publish('transfer done', { ...about(transfer, way), bytes: way.leg.size, sha256 });
  }

  failed(transfer: OpenTransfer, way: Way, reason: TransferFailure): void {
    this.onOver(transfer, way);
    if (reason === 'declined') {
      this.events.publish('transfer declined', { ...about(transfer, way), username: way.user.username });
    }
    this.events.publish('transfer failed', { ...about(transfer, way), reason });
  }

  over({ offer, ways }: OpenTransfer): void {
    const recipients = [...ways.values()].map(({ user, leg }) => {
      return { id: user.user_id, username: user.username, outcome: leg.reason ?? ('done' as const) };
    });
    this.events.publish('file passed', { offer, recipients });
  }
}

function about({ offer }: OpenTransfer, { user, device }: Way) {
  const { transfer_id, chat_id, sender } = offer;
  return { transfer_id, chat_id, user_id: user.user_id, sender, device };
}
