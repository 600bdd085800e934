import { Global, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/env.js';
import { createDataSource } from './data-source.js';
import { migrate } from './migrate.js';

@Global()
@Module({
  providers: [
    {
      provide: DataSource,
      inject: [CONFIG],
      useFactory: async ({ database }: Config) => {
        await migrate(database.url);
        return createDataSource(database.url).initialize();
      },
    },
  ],
  exports: [DataSource],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database
      .destroy()
      .catch((error) => new Logger('Database').error({ err: error }, 'The pool did not close'));
  }
}
