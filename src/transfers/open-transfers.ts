import { Injectable } from '@nestjs/common';
import type { RoomUser } from '../shared/payloads.js';
import type { TransferOffer } from '../shared/transfer-payloads.js';
import { ByteBridge } from './byte-bridge.js';
import { isOpen, type OpenTransfer, type Way } from './open-transfer.js';
import { PeopleIndex } from './people-index.js';
import { Leg } from './transfer.js';
import { TransferNews } from './transfer-news.js';
import { TransferTimes } from './transfer-times.js';

const clock = (): number => performance.now();
const NOBODYS = { device: null, taking: null, sending_session: null, missed_since: null, toldAt: -Infinity };

/** Every transfer that was offered on this instance: by its id, and by the people whom it concerns. */
@Injectable()
export class OpenTransfers {
  private readonly byId = new Map<string, OpenTransfer>();
  private readonly byPerson = new PeopleIndex<OpenTransfer>();

  constructor(
    private readonly news: TransferNews,
    private readonly times: TransferTimes,
  ) {}

  begin(offer: TransferOffer, people: readonly RoomUser[]): void {
    const transfer: OpenTransfer = { offer, ways: new Map() };
    for (const user of people) transfer.ways.set(user.user_id, this.wayOf(transfer, user));
    this.byId.set(offer.transfer_id, transfer);
    for (const userId of peopleOf(transfer)) this.byPerson.add(userId, transfer);
    this.news.offered(transfer);
  }

  find(transferId: string): OpenTransfer | null {
    return this.byId.get(transferId) ?? null;
  }

  of(userId: number): readonly OpenTransfer[] {
    return this.byPerson.of(userId);
  }

  all(): readonly OpenTransfer[] {
    return [...this.byId.values()];
  }

  private wayOf(transfer: OpenTransfer, user: RoomUser): Way {
    const { news } = this;
    const leg = new Leg(transfer.offer.size, this.times, clock());
    const bridge = new ByteBridge(leg, clock, {
      passed: (bytes) => news.passed(transfer, way, bytes, clock()),
      paused: () => news.paused(transfer, way),
      done: (sha256) => {
        news.done(transfer, way, sha256);
        this.forgetIfOver(transfer);
      },
      failed: (reason) => {
        news.failed(transfer, way, reason);
        this.forgetIfOver(transfer);
      },
    });
    const way: Way = { user, leg, bridge, ...NOBODYS };
    return way;
  }

  private forgetIfOver(transfer: OpenTransfer): void {
    if (isOpen(transfer)) return;
    this.byId.delete(transfer.offer.transfer_id);
    for (const userId of peopleOf(transfer)) this.byPerson.delete(userId, transfer);
    this.news.over(transfer);
  }
}

const peopleOf = ({ offer, ways }: OpenTransfer): Iterable<number> => [offer.sender, ...ways.keys()];
