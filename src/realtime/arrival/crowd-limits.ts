import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { rateLimited } from '../../errors/app-error.js';
import { PresenceService } from '../../presence/presence.service.js';
import { LIMITS } from '../../shared/limits.js';
import { Connections } from '../connections.js';

/** Gives the place back; safe to call twice. */
export type LeavePlace = () => void;

const MOST_STRANGERS = 50;

/**
 * How many sockets an address may hold on this instance before it says who it is, and how many a person may have on all
 * of them (reliability R17). Those on others are known as of a second ago.
 */
@Injectable()
export class CrowdLimits {
  private readonly strangers = new Map<string, number>();

  constructor(
    private readonly connections: Connections,
    private readonly presence: PresenceService,
    private readonly config: Config,
  ) {}

  /** A place for a socket on which nobody has signed in yet. Throws `rate_limited` when its address has too many. */
  takePlace(address: string): LeavePlace {
    const taken = this.strangers.get(address) ?? 0;
    if (this.config.rateLimit && taken >= MOST_STRANGERS)
      throw rateLimited(10, 'Too many sockets wait for a sign-in here. Try again in a moment.');
    this.strangers.set(address, taken + 1);
    let left = false;
    return () => {
      if (!left) this.givePlace(address);
      left = true;
    };
  }

  /** Throws `rate_limited` when the person has as many connections as anybody may have. */
  demandRoomFor(userId: number): void {
    const count = this.connections.countOfUser(userId) + this.presence.connectionsElsewhere(userId);
    if (!this.config.rateLimit || count < LIMITS.connectionsPerPerson) return;
    throw rateLimited(10, `You are connected ${LIMITS.connectionsPerPerson} times already. Close one and try again.`);
  }

  private givePlace(address: string): void {
    const left = (this.strangers.get(address) ?? 1) - 1;
    if (left > 0) this.strangers.set(address, left);
    else this.strangers.delete(address);
  }
}
