import 'reflect-metadata';
import { loadConfig } from './config/env.js';
import { createApp } from './app.setup.js';

const config = loadConfig();
const app = await createApp(config);
await app.listen(config.port, config.host);
