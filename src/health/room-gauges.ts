import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram } from 'prom-client';
import { DataSource } from 'typeorm';
import { EventBus } from '../events/event-bus.js';
import { MessageWriter } from '../messages/message-writer.js';
import { countedElsewhere, readElsewhere } from '../telemetry/counted.js';
import { EventLoopDelay } from '../telemetry/event-loop-delay.js';
import { Metrics } from '../telemetry/metrics.js';
import { TransferFigures } from '../transfers/transfer-figures.js';

/** The longest that the library takes: how late the event loop is, is looked at in another way. */
const NEVER_MS = 2 ** 31 - 1;

/** Shows what rooms know about themselves, without their doing: facts are heard, the rest is read when it is asked for. */
@Injectable()
export class RoomGauges implements OnModuleInit, OnModuleDestroy {
  private readonly delay = new EventLoopDelay();

  constructor(
    private readonly metrics: Metrics,
    private readonly events: EventBus,
    private readonly database: DataSource,
    private readonly writer: MessageWriter,
    private readonly transfers: TransferFigures,
  ) {}

  onModuleInit(): void {
    collectDefaultMetrics({ register: this.metrics.registry, eventLoopMonitoringPrecision: NEVER_MS });
    this.eventLoop();
    this.messages();
    this.gauge('parley_write_queue', 'Messages that wait for the commit under way.', () => this.writer.load.waiting);
    this.pool();
    this.files();
  }

  onModuleDestroy(): void {
    this.delay.stop();
  }

  /** In place of the library's own, under the same names. */
  private eventLoop(): void {
    const { registry } = this.metrics;
    for (const { name } of registry.getMetricsAsArray())
      if (name.startsWith('nodejs_eventloop_lag')) registry.removeSingleMetric(name);
    // The first that is asked for reads for all.
    let late = this.delay.take();
    const name = (figure: string) => `nodejs_eventloop_lag_${figure}_seconds`;
    this.gauge(name('p50'), 'How late the event loop was, in the middle.', () => (late = this.delay.take()).p50);
    this.gauge(name('p90'), 'Nine of ten times it was no later.', () => late.p90);
    this.gauge(name('p99'), '99 of 100 times it was no later.', () => late.p99);
    this.gauge(name('max'), 'The latest that it was.', () => late.max);
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
