import { WebSocketGateway } from '@nestjs/websockets';
import type { Ack } from '../../shared/errors.js';
import type { TransferMade } from '../../shared/transfer-payloads.js';
import { AcceptFile, OfferFile, OneTransfer } from '../../transfers/transfers.dto.js';
import { OffersService } from '../../transfers/offers.service.js';
import { TransfersService } from '../../transfers/transfers.service.js';
import { Answers } from './answers.decorator.js';
import type { SocketIoConnection } from './socketio.connection.js';

/** Files are offered and taken here; their bytes go by HTTP or `ws/file`. */
@WebSocketGateway()
export class TransfersGateway {
  constructor(
    private readonly offers: OffersService,
    private readonly transfers: TransfersService,
  ) {}

  @Answers('transfer:offer', OfferFile)
  async offer({ actor }: SocketIoConnection, offer: OfferFile): Promise<Ack<TransferMade>> {
    return { ok: true, ...(await this.offers.offer(actor, offer)) };
  }

  @Answers('transfer:accept', AcceptFile)
  async accept({ actor, id }: SocketIoConnection, { transfer_id, offset }: AcceptFile): Promise<Ack> {
    await this.transfers.accept(actor, id, transfer_id, offset);
    return { ok: true };
  }

  @Answers('transfer:decline', OneTransfer)
  async decline({ actor }: SocketIoConnection, { transfer_id }: OneTransfer): Promise<Ack> {
    await this.transfers.decline(actor, transfer_id);
    return { ok: true };
  }

  @Answers('transfer:cancel', OneTransfer)
  async cancel({ actor }: SocketIoConnection, { transfer_id }: OneTransfer): Promise<Ack> {
    await this.transfers.cancel(actor, transfer_id);
    return { ok: true };
  }
}
