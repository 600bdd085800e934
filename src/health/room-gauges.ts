import { Injectable, type OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram } from 'prom-client';
import { DataSource } from 'typeorm';
import { EventBus } from '../events/event-bus.js';
import { MessageWriter } from '../messages/message-writer.js';
import { countedElsewhere, readElsewhere } from '../telemetry/counted.js';
import { Metrics } from '../telemetry/metrics.js';
import { TransferFigures } from '../transfers/transfer-figures.js';

/** Shows what rooms know about themselves, without their doing: facts are heard, the rest is read when it is asked for. */
@Injectable()
export class RoomGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly events: EventBus,
    private readonly database: DataSource,
    private readonly writer: MessageWriter,
    private readonly transfers: TransferFigures,
  ) {}

  onModuleInit(): void {
    const { registry } = this.metrics;
    collectDefaultMetrics({ register: registry });
    this.messages();
    this.gauge('parley_write_queue', 'Messages that wait for the commit under way.', () => this.writer.load.waiting);
    this.pool();
    this.files();
  }

  private messages(): void {
    const registers = [this.metrics.registry];
    const sent = new Counter({ name: 'parley_messages_total', help: 'Messages stored.', registers });
    const batch = new Histogram({
      name: 'parley_commit_messages',
      help: 'Messages in one commit.',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      registers,
    });
    this.events.onHere('messages sent', ({ length }) => {
      sent.inc(length);
      batch.observe(length);
    });
  }

  private files(): void {
    const { transfers, metrics } = this;
    this.gauge('parley_transfers_open', 'Files on offer or on their way.', () => transfers.open);
    this.gauge('parley_transfers_flowing', 'Recipients to whom bytes flow now.', () => transfers.flowing);
    countedElsewhere(
      metrics.registry,
      'parley_transfer_bytes_total',
      'Bytes of files passed on.',
      () => transfers.bytes,
    );
  }

  private pool(): void {
    const pool = (
      this.database.driver as unknown as { master: Record<'totalCount' | 'idleCount' | 'waitingCount', number> }
    ).master;
    this.gauge('parley_pool_connections', 'Connections to the database.', () => pool.totalCount);
    this.gauge('parley_pool_idle', 'Of them, those that have nothing to do.', () => pool.idleCount);
    this.gauge('parley_pool_waiting', 'Who waits for a connection.', () => pool.waitingCount);
  }

  private gauge(name: string, help: string, read: () => number): void {
    readElsewhere(this.metrics.registry, name, help, read);
  }
}
