import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { TransfersModule } from '../transfers/transfers.module.js';
import { ClusterGauges } from './cluster-gauges.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';
import { RoomGauges } from './room-gauges.js';

@Module({
  imports: [MessagesModule, TransfersModule],
  controllers: [HealthController, MetricsController],
  providers: [Readiness, RoomGauges, ClusterGauges],
})
export class HealthModule {}
