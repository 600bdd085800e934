import type { INestApplication } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { description } from './description.js';
import { standardResponses } from './failures.js';
import { operationOf } from './operation.js';
import { type Route, routesOf } from './routes.js';
import { type JsonSchema, sharedSchemas } from './shapes.js';

export interface OpenApiDocument {
  openapi: string;
  info: JsonSchema;
  servers: { url: string }[];
  tags: { name: string }[];
  /** By path, then by method. */
  paths: Record<string, Record<string, JsonSchema>>;
  components: Record<'schemas' | 'responses' | 'securitySchemes', Record<string, JsonSchema>>;
}

const VERSION = '1.0.0';

const SECURITY = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token, for apps.' },
  session: { type: 'apiKey', in: 'cookie', name: 'parley.sid', description: 'The session of a browser, for pages.' },
};

/** The API reference as OpenAPI 3.1, read from the routes and schemas of the running app. */
export function documentOf(app: INestApplication, { publicUrl, secureCookies }: Config): OpenApiDocument {
  const routes = routesOf(app).toSorted((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1));
  const name = secureCookies ? `__Host-${SECURITY.session.name}` : SECURITY.session.name;
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: VERSION,
      description: description(),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl ?? '/' }],
    tags: [...new Set(routes.flatMap(({ about }) => about?.tag ?? []))].map((tag) => ({ name: tag })),
    paths: pathsOf(routes),
    components: {
      schemas: sharedSchemas(),
      responses: standardResponses(),
      securitySchemes: { ...SECURITY, session: { ...SECURITY.session, name } },
    },
  };
}

const ORDER = [
  'Accounts',
  'Tokens',
  'Devices',
  'People',
  'Chats',
  'Messages',
  'Receipts',
  'Notifications',
  'Files',
  'Pages',
  'Running it',
];
const rank = ({ about }: Route) => (about && ORDER.includes(about.tag) ? ORDER.indexOf(about.tag) : ORDER.length);

function pathsOf(routes: Route[]): Record<string, Record<string, JsonSchema>> {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operationOf(route);
  return paths;
}
