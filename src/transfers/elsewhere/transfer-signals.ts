import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Topics } from '../../cluster/topics.js';
import { Config } from '../../config/config.js';
import type { OpenTransfer, Way } from '../open-transfer.js';
import { OpenTransfers } from '../open-transfers.js';
import { TransferNews } from '../transfer-news.js';
import { type FarTransfer, FarTransfers } from './far-transfers.js';

const TOPIC = 'transfers';
const IN_A_WORD = 200;

const state = z.enum(['offered', 'active', 'over']);
const Known = z.tuple([z.string(), z.int(), z.int(), z.array(z.tuple([z.int(), state]))]);

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
    if (this.config.instanceUrl) this.news.onChange = (transfer, way) => this.sayChange(transfer, way);
    else this.logger.warn('INSTANCE_URL is not set: what is offered here passes only between people connected here');
    this.topics.on(TOPIC, (value, from) => this.hear(Word.parse(value), from));
    this.topics.onMissed(() => this.sayAll(true));
  }

  private say(word: Omit<Word, 'url'>): void {
    if (this.topics.isShared) this.topics.publish(TOPIC, { url: this.config.instanceUrl ?? null, ...word });
  }

  private sayChange(transfer: OpenTransfer, way: Way | null): void {
    if (way) this.say({ changed: [transfer.offer.transfer_id, way.user.user_id, stateOf(way)] });
    else this.say({ known: [knownOf(transfer)] });
  }

  private sayAll(ask: boolean): void {
    const known = this.config.instanceUrl ? this.open.all().map(knownOf) : [];
    this.say({ anew: true, known: known.splice(0, IN_A_WORD), ask });
    while (known.length > 0) this.say({ known: known.splice(0, IN_A_WORD) });
  }

  private hear({ url, anew, known = [], changed, ask }: Word, from: string): void {
    const before = new Set(anew ? this.far.ofOwner(from).map(({ transfer_id }) => transfer_id) : []);
    if (anew) for (const transfer of this.far.ofOwner(from)) this.far.forget(transfer);
    const heard = url ? known.map((one) => this.learn(one, { name: from, url })) : [];
    if (changed) this.change(changed, from);
    if (ask) this.sayAll(false);
    const found = anew ? heard.filter(({ transfer_id }) => !before.has(transfer_id)) : [];
    if (found.length > 0) this.onFound(found);
  }

  private learn([transfer_id, chat_id, sender, ways]: z.infer<typeof Known>, owner: FarTransfer['owner']): FarTransfer {
    const open = ways.filter(([, of]) => of !== 'over').map(([id, of]) => [id, of === 'active'] as const);
    const transfer = { transfer_id, chat_id, sender, owner, ways: new Map(open) };
    this.far.add(transfer);
    return transfer;
  }

  private change([transferId, userId, now]: NonNullable<Word['changed']>, from: string): void {
    const transfer = this.far.find(transferId);
    if (transfer?.owner.name !== from) return;
    if (now === 'over') this.far.end(transfer, userId);
    else this.far.take(transfer, userId);
  }
}

const stateOf = ({ leg }: Way): z.infer<typeof state> => {
  if (!leg.isOpen) return 'over';
  return leg.isActive ? 'active' : 'offered';
};

const knownOf = ({ offer, ways }: OpenTransfer): z.infer<typeof Known> => [
  offer.transfer_id,
  offer.chat_id,
  offer.sender,
  [...ways.values()].map((way) => [way.user.user_id, stateOf(way)]),
];
