import type { NestExpressApplication } from '@nestjs/platform-express';
import { Config } from '../config/config.js';
import { Locals } from './locals.js';
import { publicFiles, VIEWS } from './page-files.js';
import { viewEngine } from './view-engine.js';

/** Gives the app its views, the files they name and what every page knows. Before the routes. */
export function installViews(app: NestExpressApplication): void {
  const config = app.get(Config);
  app.engine('hbs', viewEngine(VIEWS, { reread: config.mode === 'development' }));
  app.setBaseViewsDir(VIEWS);
  app.setViewEngine('hbs');
  app.use(...publicFiles());
  app.use(app.get(Locals).middleware());
}
