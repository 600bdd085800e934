import { Injectable, type OnModuleInit } from '@nestjs/common';
import { countedElsewhere, readElsewhere } from '../../telemetry/counted.js';
import { Metrics } from '../../telemetry/metrics.js';
import { ChatOrder } from '../order/chat-order.js';
import { Traffic } from './traffic.js';

type Count = Exclude<keyof Traffic, 'underWay'>;

const COUNTERS: Record<Count, [name: string, help: string]> = {
  framesIn: ['parley_socket_frames_received_total', 'Frames of clients, of all kinds.'],
  framesOut: ['parley_socket_frames_sent_total', 'Frames to clients: deliveries, acknowledgements, pings.'],
  bytesIn: ['parley_socket_received_bytes_total', 'Bytes in frames of clients.'],
  bytesOut: ['parley_socket_sent_bytes_total', 'Bytes to clients.'],
  writes: ['parley_socket_writes_total', 'Writes to sockets; one carries all that a commit brings for that socket.'],
  slowReadersCut: ['parley_slow_readers_cut_total', 'Connections cut because the client did not read.'],
  floodsCut: ['parley_floods_cut_total', 'Connections cut because the client sent too much.'],
  refusedUpgrades: ['parley_upgrades_refused_total', 'Upgrades that went to no door.'],
};

/** Shows the counters of the sockets in the metrics; they are read when somebody asks, so counting costs an addition. */
@Injectable()
export class TrafficGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly traffic: Traffic,
    private readonly order: ChatOrder,
  ) {}

  onModuleInit(): void {
    const { traffic, order } = this;
    const { registry } = this.metrics;
    for (const [count, [name, help]] of Object.entries(COUNTERS) as [Count, [string, string]][])
      countedElsewhere(registry, name, help, () => traffic[count]);
    countedElsewhere(
      registry,
      'parley_messages_filled_in_total',
      'Messages read from the database because the signal of another instance did not come in time.',
      () => order.filledIn,
    );
    readElsewhere(
      registry,
      'parley_socket_answers_under_way',
      'Events and frames that are not answered yet.',
      () => traffic.underWay,
    );
  }
}
