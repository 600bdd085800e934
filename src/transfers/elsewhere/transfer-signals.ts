import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Topics } from '../../cluster/topics.js';
import { Config } from '../../config/config.js';
import type { RoomUser } from '../../shared/payloads.js';
import type { TransferOffer } from '../../shared/transfer-payloads.js';
import type { OpenTransfer, Way } from '../open-transfer.js';
import { OpenTransfers } from '../open-transfers.js';
import { TransferNews } from '../transfer-news.js';
import { type FarTransfer, FarTransfers } from './far-transfers.js';

const TOPIC = 'transfers';
const IN_A_WORD = 200;

const state = z.enum(['offered', 'active', 'over']);
type State = z.infer<typeof state>;
const Known = z.tuple([z.string(), z.int(), z.int(), z.array(z.tuple([z.int(), state]))]);
type Known = z.infer<typeof Known>;

/** What an instance says of its own transfers: those that begin, and what changes. Never what is in them. */
const Word = z.object({
  url: z.url().nullable(),
  /** Those that follow are all there are. */
  anew: z.boolean().optional(),
  known: z.array(Known).optional(),
  changed: z.tuple([z.string(), z.int(), state]).optional(),
  /** It wants to hear of all others' as well. */
  ask: z.boolean().optional(),
});
type Word = z.infer<typeof Word>;

/** Instances tell each other which transfers they have, so that each knows whom to ask about one. */
@Injectable()
export class TransferSignals implements OnModuleInit {
  private readonly logger = new Logger('Transfers');
  /** Said already, and not yet begun. */
  private readonly undecided = new Set<Known>();
  /** Hears of transfers that have begun without a word that was heard here. */
  onFound: (transfers: readonly FarTransfer[]) => void = () => undefined;

  constructor(
    private readonly topics: Topics,
    private readonly config: Config,
    private readonly open: OpenTransfers,
    private readonly news: TransferNews,
    private readonly far: FarTransfers,
  ) {}

  onModuleInit(): void {
    if (!this.topics.isShared) return;
    if (this.config.instanceUrl) this.news.onOver = (transfer, way) => this.sayState(transfer, way, 'over');
    else this.logger.warn('INSTANCE_URL is not set: what is offered here passes only between people connected here');
    this.topics.on(TOPIC, (value, from) => this.hear(Word.parse(value), from));
    this.topics.onMissed(() => this.sayAll(true));
  }

  private say(word: Omit<Word, 'url'>): void {
    if (this.topics.isShared) this.topics.publish(TOPIC, { url: this.config.instanceUrl ?? null, ...word });
  }

  /** Decides in turn among all instances whether this file may be offered, and offers it. Throws what `decide` throws. */
  async begin(offer: TransferOffer, people: readonly RoomUser[], decide: () => void): Promise<void> {
    const said = (ways: readonly RoomUser[]): Known => {
      return [offer.transfer_id, offer.chat_id, offer.sender, ways.map(({ user_id }) => [user_id, 'offered'])];
    };
    const claim = said(people);
    this.undecided.add(claim);
    const decided = this.inTurn({ known: [claim] }, decide, () => this.say({ known: [said([])] }));
    await decided.finally(() => this.undecided.delete(claim));
  }

  /** The same of whether this person may take it. */
  async take(transfer: OpenTransfer, way: Way, decide: () => void): Promise<void> {
    const { transfer_id } = transfer.offer;
    const { user_id } = way.user;
    const back = () => this.sayState(transfer, way, way.leg.isOpen ? 'offered' : 'over');
    await this.inTurn({ changed: [transfer_id, user_id, 'active'] }, decide, back);
  }

  private async inTurn(word: Omit<Word, 'url'>, decide: () => void, takeBack: () => void): Promise<void> {
    const { instanceUrl: url } = this.config;
    if (!url) return decide();
    const decided = new Promise<void>((resolve, reject) => {
      const inTurn = () => {
        try {
          resolve(decide());
        } catch (error) {
          reject(error as Error);
        }
      };
      this.topics.publishInTurn(TOPIC, { url, ...word }, inTurn);
    });
    await decided.catch((error: unknown) => {
      takeBack();
      throw error;
    });
  }

  private sayState({ offer }: OpenTransfer, { user }: Way, now: State): void {
    this.say({ changed: [offer.transfer_id, user.user_id, now] });
  }

  private sayAll(ask: boolean): void {
    const known = this.config.instanceUrl ? [...this.open.all().map(knownOf), ...this.undecided] : [];
    this.say({ anew: true, known: known.splice(0, IN_A_WORD), ask });
    while (known.length > 0) this.say({ known: known.splice(0, IN_A_WORD) });
  }

  private hear({ url, anew, known = [], changed, ask }: Word, from: string): void {
    const before = new Set(anew ? this.far.ofOwner(from).map(({ transfer_id }) => transfer_id) : []);
    if (anew) for (const transfer of this.far.ofOwner(from)) this.far.forget(transfer);
    const heard = url ? known.flatMap((one) => this.learn(one, { name: from, url }) ?? []) : [];
    if (changed) this.change(changed, from);
    if (ask) this.sayAll(false);
    const found = anew ? heard.filter(({ transfer_id }) => !before.has(transfer_id)) : [];
    if (found.length > 0) this.onFound(found);
  }

  private learn([transfer_id, chat_id, sender, ways]: Known, owner: FarTransfer['owner']) {
    const open = ways.filter(([, of]) => of !== 'over').map(([id, of]) => [id, of === 'active'] as const);
    const transfer: FarTransfer = { transfer_id, chat_id, sender, owner, ways: new Map(open) };
    this.far.add(transfer);
    // It was not to be, after all.
    if (open.length === 0) return void this.far.forget(transfer);
    return transfer;
  }

  private change([transferId, userId, now]: NonNullable<Word['changed']>, from: string): void {
    const transfer = this.far.find(transferId);
    if (transfer?.owner.name !== from) return;
    if (now === 'over') this.far.end(transfer, userId);
    else this.far.mark(transfer, userId, now === 'active');
  }
}

const stateOf = ({ leg, taking }: Way): State => {
  if (!leg.isOpen) return 'over';
  return leg.isActive || taking ? 'active' : 'offered';
};

const knownOf = ({ offer, ways }: OpenTransfer): Known => [
  offer.transfer_id,
  offer.chat_id,
  offer.sender,
  [...ways.values()].map((way) => [way.user.user_id, stateOf(way)]),
];
