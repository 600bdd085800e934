import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventBus } from '../events/event-bus.js';
import { Onlookers } from '../presence/onlookers.js';
import { namesMentioned } from '../shared/mentions.js';
import type { LiveMessage, ReadReceipt } from '../shared/payloads.js';
import { TOLD_WHOLE } from '../shared/told-of.js';
import { lettersAbout, letterOfReading, type Told } from './letters.js';
import { CLAIM, TAKE_BACK } from './push.sql.js';
import { PushTimes } from './push-times.js';
import { Sending } from './sending.js';

/** Of one moment; what is beyond it is told by the next message. */
const MOST = 2000;

/**
 * Tells devices of messages that nobody is reading, and takes it back when they are read (docs/decisions/024). Only the
 * instance where it happened does: what is gathered for a moment is two statements, however much was said.
 */
@Injectable()
export class Tellings implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Push');
  /** The newest of each sender in each chat, and of those that name somebody: they may concern others. */
  private said = new Map<string, LiveMessage>();
  private read = new Map<string, ReadReceipt>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
    private readonly onlookers: Onlookers,
    private readonly sending: Sending,
    private readonly times: PushTimes,
  ) {}

  onModuleInit(): void {
    if (!this.sending.isPossible) return;
    this.events.onHere('messages sent', (messages) => this.noteSaid(messages));
    this.events.onHere('chat read', (receipt) =>
      this.note(this.read, `${receipt.chat_id} ${receipt.user_id}`, receipt),
    );
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private noteSaid(messages: readonly LiveMessage[]): void {
    for (const message of messages) {
      const names = namesMentioned(message.text).join();
      if (message.kind === 'text') this.note(this.said, `${message.chat_id} ${message.sender} ${names}`, message);
    }
  }

  private note<T>(notes: Map<string, T>, key: string, about: T): void {
    if (notes.size >= MOST && !notes.has(key)) return;
    notes.set(key, about);
    this.timer ??= setTimeout(() => void this.tell(), this.times.gather).unref();
  }

  private async tell(): Promise<void> {
    const [said, read] = [[...this.said.values()], [...this.read.values()]];
    [this.said, this.read, this.timer] = [new Map(), new Map(), undefined];
    try {
      if (read.length) await this.takeBack(read);
      if (said.length) await this.tellOf(said);
    } catch (error) {
      this.logger.warn({ err: error }, 'Devices could not be told of messages');
    }
  }

  private async tellOf(said: readonly LiveMessage[]): Promise<void> {
    const lookers = await this.onlookers.of([...new Set(said.map(({ chat_id }) => chat_id))]);
    const told = await this.database.query<Told[]>(CLAIM, [
      said.map(({ chat_id }) => chat_id),
      said.map(({ seq }) => seq),
      said.map(({ sender }) => sender),
      lookers.map(([chatId]) => chatId),
      lookers.map(([, userId]) => userId),
      TOLD_WHOLE,
    ]);
    for (const letter of lettersAbout(said, told)) this.sending.add(letter);
  }

  private async takeBack(read: readonly ReadReceipt[]): Promise<void> {
    const [rows] = await this.database.query<[Parameters<typeof letterOfReading>[0][], number]>(TAKE_BACK, [
      read.map(({ user_id }) => user_id),
      read.map(({ chat_id }) => chat_id),
      read.map(({ up_to }) => up_to),
    ]);
    for (const row of rows) this.sending.add(letterOfReading(row));
  }
}
