import { type DynamicModule, Module } from '@nestjs/common';
import { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { EventsModule } from './events/events.module.js';

/** The list of rooms and doors, nothing else. */
@Module({})
export class AppModule {
  static of(config: Config): DynamicModule {
    return { module: AppModule, imports: [ConfigModule.of(config), EventsModule, DatabaseModule] };
  }
}
