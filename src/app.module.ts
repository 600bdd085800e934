import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ChatsModule } from './chats/chats.module.js';
import { ClusterModule } from './cluster/cluster.module.js';
import { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DialectsModule } from './dialects/dialects.module.js';
import { EventsModule } from './events/events.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { HealthModule } from './health/health.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { PagesModule } from './pages/pages.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { PushModule } from './push/push.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { ServersModule } from './servers/servers.module.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';
import { TransfersModule } from './transfers/transfers.module.js';
import { UsersModule } from './users/users.module.js';

/** The list of rooms and doors, nothing else. */
@Module({})
export class AppModule {
  static of(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        TelemetryModule,
        EventsModule,
        DatabaseModule,
        ClusterModule,
        AccessModule,
        UsersModule,
        ChatsModule,
        AuthModule,
        MessagesModule,
        GroupsModule,
        ServersModule,
        ReceiptsModule,
        TransfersModule,
        AdminModule,
        PushModule,
        HealthModule,
        OpenApiModule,
        PagesModule,
        RealtimeModule,
        DialectsModule,
      ],
    };
  }
}
