import { Global, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config/config.js';
import { openDatabase } from './data-source.js';
import { migrate } from './migrate.js';

@Global()
@Module({
  providers: [
    {
      provide: DataSource,
      inject: [Config],
      useFactory: async ({ databaseUrl }: Config) => {
        if (!databaseUrl) throw new Error('The database must be started before the app.');
        await migrate(databaseUrl);
        return openDatabase(databaseUrl);
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
