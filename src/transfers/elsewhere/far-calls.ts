import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { notFound } from '../../errors/app-error.js';
import { SampledLogger } from '../../telemetry/sampled-logger.js';
import { OpenTransferState, TransferOffer } from '../../shared/transfer-payloads.js';
import type { Bringing, PlaceIn, PlaceOut } from '../place.js';
import { FarInlet } from './far-inlet.js';
import { FarOutlet } from './far-outlet.js';
import { type FarTransfer, FarTransfers } from './far-transfers.js';
import { OtherInstances } from './other-instances.js';

const States = z.array(OpenTransferState);
const Offset = z.object({ offset: z.int().nullable() });

/** Does with a transfer of another instance what this person asks for, by asking that instance. */
@Injectable()
export class FarCalls {
  private readonly logger = new SampledLogger('Transfers');

  constructor(
    private readonly instances: OtherInstances,
    private readonly transfers: FarTransfers,
  ) {}

  /** Null where it is none of another instance. Throws `not_found` for whoever is not concerned. */
  findFor({ id }: Actor, transferId: string): FarTransfer | null {
    const far = this.transfers.find(transferId);
    if (far && far.sender !== id && !far.ways.has(id)) throw notFound('transfer');
    return far;
  }

  async accept(far: FarTransfer, actor: Actor, connection_id: string, offset?: number | null): Promise<number | null> {
    const asked = { actor, transfer_id: far.transfer_id, connection_id, offset };
    return Offset.parse(await this.instances.ask(far.owner, 'accept', asked)).offset;
  }

  async decline({ owner, transfer_id }: FarTransfer, actor: Actor): Promise<void> {
    await this.instances.ask(owner, 'decline', { actor, transfer_id });
  }

  async cancel({ owner, transfer_id }: FarTransfer, actor: Actor): Promise<void> {
    await this.instances.ask(owner, 'cancel', { actor, transfer_id });
  }

  async look({ owner, transfer_id }: FarTransfer, actor: Actor): Promise<TransferOffer> {
    return TransferOffer.parse(await this.instances.ask(owner, 'look', { actor, transfer_id }));
  }

  async bring({ owner, transfer_id }: FarTransfer, actor: Actor, bringing: Bringing): Promise<PlaceIn> {
    const stream = await this.instances.open(owner, 'bring', { actor, transfer_id, ...bringing });
    return { ...stream.place, bridge: new FarInlet(stream, this.instances) };
  }

  async fetch({ owner, transfer_id }: FarTransfer, actor: Actor, start: number): Promise<PlaceOut> {
    const stream = await this.instances.open(owner, 'fetch', { actor, transfer_id, start });
    return { ...stream.place, bridge: new FarOutlet(stream, this.instances) };
  }

  /** How far these are, as this person may see it. What cannot be asked is left out. */
  async statesOf(actor: Actor, transfers: readonly FarTransfer[]): Promise<OpenTransferState[]> {
    const owners = new Map(transfers.map(({ owner }) => [owner.name, owner]));
    const ids = new Set(transfers.map(({ transfer_id }) => transfer_id));
    const asked = [...owners.values()].map((owner) => this.instances.ask(owner, 'list', { actor }));
    const answers = await Promise.allSettled(asked);
    const lists = answers.map((answer) => (answer.status === 'fulfilled' ? States.parse(answer.value) : []));
    if (answers.some(({ status }) => status === 'rejected'))
      this.logger.warn('Some open transfers of other instances could not be listed');
    return lists.flat().filter(({ transfer_id }) => ids.has(transfer_id));
  }
}
