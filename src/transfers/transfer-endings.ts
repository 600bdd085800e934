import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Topics } from '../cluster/topics.js';
import { EventBus } from '../events/event-bus.js';
import type { TransferFailure } from '../shared/transfer-payloads.js';
import type { OpenTransfer, Way } from './open-transfer.js';
import { OpenTransfers } from './open-transfers.js';
import { TransferRecords } from './transfer-records.js';
import { TransferTimes } from './transfer-times.js';

type Concerns = (way: Way, transfer: OpenTransfer) => boolean;

/** Ends transfers whose people part, and those that nobody goes on with. */
@Injectable()
export class TransferEndings implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown {
  private ticking: NodeJS.Timeout | undefined;
  private lookedAt = performance.now();

  constructor(
    private readonly events: EventBus,
    private readonly open: OpenTransfers,
    private readonly records: TransferRecords,
    private readonly times: TransferTimes,
    private readonly topics: Topics,
  ) {}

  onModuleInit(): void {
    this.ticking = setInterval(() => this.look(performance.now()), this.times.tick).unref();
    this.events.on('member left', ({ chat_id, channel_ids = [], user_id }) =>
      this.left(user_id, [chat_id, ...channel_ids]),
    );
    this.events.on('chat ended', ({ chat_id }) => {
      for (const { offer, ways } of this.open.all()) if (offer.chat_id === chat_id) end(ways.values(), 'not_a_member');
    });
    this.events.on('person blocked', ({ blocker_id, blocked_id }) =>
      this.endThose(blocker_id, 'peer_gone', ({ user }, { offer }) => {
        return user.user_id === blocked_id || offer.sender === blocked_id;
      }),
    );
    this.events.on('went offline', ({ user_id }) =>
      this.endThose(user_id, 'peer_gone', ({ leg }) => leg.state === 'offered'),
    );
    this.events.on('session ended', ({ user_id, session_id }) =>
      this.endThose(user_id, 'peer_gone', ({ user, device }) => {
        return user.user_id === user_id && device?.session_id === session_id;
      }),
    );
  }

  onModuleDestroy(): void {
    clearInterval(this.ticking);
  }

  /** They cannot go on after a restart: nothing of them is kept. */
  async beforeApplicationShutdown(): Promise<void> {
    this.endAll();
    await this.records.settled();
  }

  /**
   * No connection of this device is left, or one is there again. An upload that is held back is not read, and then its
   * end cannot be seen before the recipient has taken what is on the way: this is how it is noticed sooner.
   */
  missed({ id, session_id }: Pick<Actor, 'id' | 'session_id'>, since: number | null): void {
    for (const { offer, ways } of this.open.of(id)) {
      if (offer.sender !== id) continue;
      for (const way of ways.values()) if (way.sending_session === session_id) way.missed_since = since;
    }
  }

  /** This person is no member of these chats any more. */
  left(userId: number, chatIds: readonly number[]): void {
    this.endThose(userId, 'not_a_member', (_way, { offer }) => chatIds.includes(offer.chat_id));
  }

  private look(now: number): void {
    const stoodStill = now - this.lookedAt;
    this.lookedAt = now;
    // The other instances have given this one up, and told people so.
    if (this.topics.isShared && stoodStill > this.times.givenUp) this.endAll();
    for (const transfer of this.open.all()) {
      for (const way of transfer.ways.values()) {
        const due = way.leg.overdue(now);
        if (due === 'expire') way.bridge.fail('expired');
        else if (due === 'pause' || this.hasVanished(way, now)) way.bridge.pause();
      }
    }
  }

  private endAll(): void {
    for (const transfer of this.open.all()) end(transfer.ways.values(), 'peer_gone');
  }

  private hasVanished({ bridge, missed_since }: Way, now: number): boolean {
    return missed_since !== null && now - missed_since >= this.times.missed && bridge.isUnread;
  }

  /** Of the transfers of this person: all ways that they send on, and their own way of those that they are sent. */
  private endThose(userId: number, reason: TransferFailure, concerns: Concerns): void {
    for (const transfer of this.open.of(userId)) {
      const { offer, ways } = transfer;
      const theirs = [...ways.values()].filter(({ user }) => offer.sender === userId || user.user_id === userId);
      end(
        theirs.filter((way) => concerns(way, transfer)),
        reason,
      );
    }
  }
}

function end(ways: Iterable<Way>, reason: TransferFailure): void {
  for (const { leg, bridge } of ways) if (leg.isOpen) bridge.fail(reason);
}
