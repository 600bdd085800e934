import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Redis } from '../cluster/redis.js';
import { type TopicFigures, Topics } from '../cluster/topics.js';
import { countedElsewhere, readElsewhere } from '../telemetry/counted.js';
import { Metrics } from '../telemetry/metrics.js';

const COUNTERS: Record<keyof TopicFigures, [name: string, help: string]> = {
  published: ['parley_signals_published_total', 'Signals to the other instances.'],
  lost: [
    'parley_signals_lost_total',
    'Signals that could not be handed to Redis; the others find out from PostgreSQL.',
  ],
  heard: ['parley_signals_heard_total', 'Signals of other instances.'],
  missed: [
    'parley_signals_missed_total',
    'Times when signals were found not to have been heard, and were made up for.',
  ],
  garbage: ['parley_signals_garbage_total', 'Signals that were not understood, or not of an instance of ours.'],
};

/** Shows how this instance and the others hear of each other. */
@Injectable()
export class ClusterGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly topics: Topics,
    private readonly redis: Redis,
  ) {}

  onModuleInit(): void {
    const { topics, redis, metrics } = this;
    for (const [count, [name, help]] of Object.entries(COUNTERS) as [keyof TopicFigures, [string, string]][])
      countedElsewhere(metrics.registry, name, help, () => topics.figures[count]);
    readElsewhere(metrics.registry, 'parley_redis_wanted', 'Whether there is a REDIS_URL.', () =>
      Number(!!redis.client),
    );
    readElsewhere(metrics.registry, 'parley_redis_connected', 'Whether Redis is connected just now.', () =>
      Number(redis.client?.isReady ?? false),
    );
    readElsewhere(
      metrics.registry,
      'parley_signals_deaf',
      'Whether nothing that other instances say can be heard just now.',
      () => Number(topics.isDeaf),
    );
  }
}
