import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '../../telemetry/metrics.js';
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
  ) {}

  onModuleInit(): void {
    const { traffic } = this;
    const registers = [this.metrics.registry];
    for (const [count, [name, help]] of Object.entries(COUNTERS) as [Count, [string, string]][]) {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(traffic[count]);
        },
      });
    }
    new Gauge({
      name: 'parley_socket_answers_under_way',
      help: 'Events and frames that are not answered yet.',
      registers,
      collect() {
        this.set(traffic.underWay);
      },
    });
  }
}
