import { Injectable } from '@nestjs/common';
import { PeopleIndex } from '../people-index.js';

/** The instance where an offer was made. It alone decides about the transfer and passes its bytes on. */
export interface Owner {
  readonly name: string;
  readonly url: string;
}

export interface FarTransfer {
  readonly transfer_id: string;
  readonly chat_id: number;
  readonly sender: number;
  readonly owner: Owner;
  /** Those who have not ended it, and whether they have taken it. */
  readonly ways: Map<number, boolean>;
}

/** What is known here of transfers that were offered on other instances: whose they are, and where to ask. */
@Injectable()
export class FarTransfers {
  private readonly byId = new Map<string, FarTransfer>();
  private readonly byPerson = new PeopleIndex<FarTransfer>();

  find(transferId: string): FarTransfer | null {
    return this.byId.get(transferId) ?? null;
  }

  of(userId: number): readonly FarTransfer[] {
    return this.byPerson.of(userId);
  }

  ofOwner(name: string): FarTransfer[] {
    return [...this.byId.values()].filter(({ owner }) => owner.name === name);
  }

  /** How many of this person's are under way. */
  activeOf(userId: number): number {
    return this.of(userId).filter(({ sender, ways }) =>
      sender === userId ? [...ways.values()].some(Boolean) : ways.get(userId),
    ).length;
  }

  add(transfer: FarTransfer): void {
    const known = this.byId.get(transfer.transfer_id);
    if (known) this.forget(known);
    this.byId.set(transfer.transfer_id, transfer);
    for (const userId of [transfer.sender, ...transfer.ways.keys()]) this.byPerson.add(userId, transfer);
  }

  mark(transfer: FarTransfer, userId: number, isTaken: boolean): void {
    if (transfer.ways.has(userId)) transfer.ways.set(userId, isTaken);
  }

  /** Of the last one it is the end of the transfer. */
  end(transfer: FarTransfer, userId: number): void {
    transfer.ways.delete(userId);
    if (userId !== transfer.sender) this.byPerson.delete(userId, transfer);
    if (transfer.ways.size === 0) this.forget(transfer);
  }

  forget(transfer: FarTransfer): void {
    this.byId.delete(transfer.transfer_id);
    for (const userId of [transfer.sender, ...transfer.ways.keys()]) this.byPerson.delete(userId, transfer);
  }
}
