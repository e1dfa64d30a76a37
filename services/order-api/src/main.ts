import 'reflect-metadata';
import { bootstrap, loadConfig } from '@hallpass/platform';
import { AppModule } from './app.module.js';
import { configSchema } from './config.js';

const config = loadConfig(configSchema);
await bootstrap({ name: 'order-api', title: 'Hallpass OrderAPI', module: AppModule.forRoot(config), config });
