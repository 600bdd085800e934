import { Injectable } from '@nestjs/common';
import { OpenTransfers } from './open-transfers.js';
import { TransferNews } from './transfer-news.js';

/** How much is under way, for the metrics. */
@Injectable()
export class TransferFigures {
  constructor(
    private readonly transfers: OpenTransfers,
    private readonly news: TransferNews,
  ) {}

  get open(): number {
    return this.transfers.all().length;
  }

  get flowing(): number {
    const ways = this.transfers.all().flatMap((transfer) => [...transfer.ways.values()]);
    return ways.filter(({ leg }) => leg.state === 'flowing').length;
  }

  get bytes(): number {
    return this.news.bytes;
  }
}
