import { createDataSource } from './src/database/data-source.js';

/** For the TypeORM command line only (`typeorm migration:show -d dist/ormconfig.js`); the app never imports this file. */
// oxlint-disable-next-line node/no-process-env
export default createDataSource(process.env.DATABASE_URL ?? 'postgres://localhost:5432/parley');
