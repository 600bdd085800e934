import { type INestApplication, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { LIMITED_TO } from '../access/limited-to.decorator.js';
import { OPEN_TO_ALL } from '../access/open-to-all.decorator.js';
import { DOCUMENTED, type Documentation, type DocumentationByKind } from '../contract/documented.js';
import { REVALIDATED } from '../contract/revalidated.js';

export interface Route {
  method: string;
  /** As it is documented: `/chat/{chat_id}/messages/`. */
  path: string;
  /** `messages.send` */
  name: string;
  about: Documentation | undefined;
  /** True for what anyone may call. */
  open: boolean;
  limited: boolean;
  /** True for what a client may keep and ask for again. */
  revalidated: boolean;
}

type Handler = () => unknown;
type Paths = string | string[];

const reflector = new Reflector();

/** Every route of the app, found in the code: what a controller has, the reference has. */
export function routesOf(app: INestApplication): Route[] {
  const scanner = new MetadataScanner();
  return controllersOf(app).flatMap((controller) => {
    const prototype = controller.prototype as Record<string, Handler>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => routesAt(controller, name, prototype[name]!));
  });
}

const controllersOf = (app: INestApplication): Type[] =>
  [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .map(({ metatype }) => metatype as Type);

function routesAt(controller: Type, name: string, handler: Handler): Route[] {
  const method = reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
  if (method === undefined) return [];
  const below = [reflector.get<Paths>(PATH_METADATA, handler)].flat();
  const above = [reflector.get<Paths>(PATH_METADATA, controller)].flat();
  return above.flatMap((start) =>
    below.map((end) => ({
      method: RequestMethod[method].toLowerCase(),
      path: documentedPath([...start.split('/'), ...end.split('/')].filter(Boolean)),
      name: `${roomOf(controller)}.${name}`,
      about: aboutOf(handler, start),
      open: Boolean(reflector.getAllAndOverride(OPEN_TO_ALL, [handler, controller])),
      limited: Boolean(reflector.get(LIMITED_TO, handler)),
      revalidated: Boolean(reflector.get(REVALIDATED, handler)),
    })),
  );
}

function aboutOf(handler: Handler, start: string): Documentation | undefined {
  const about = reflector.get<Documentation | DocumentationByKind | undefined>(DOCUMENTED, handler);
  return typeof about === 'function' ? about(start.includes(':serverId') ? 'server' : 'group') : about;
}

/** As contract.md writes them: parameters in snake_case, and a slash at the end unless a parameter or a file stands there. */
function documentedPath(parts: string[]): string {
  const path = `/${parts.map(documentedPart).join('/')}`;
  const bare = parts.length === 0 || /^:|\./.test(parts.at(-1)!) || parts[0] === 'health' || parts[0] === 'metrics';
  return bare ? path : `${path}/`;
}

const documentedPart = (part: string) =>
  part.startsWith(':') ? `{${part.slice(1).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}}` : part;

const roomOf = ({ name }: Type) => {
  const room = name.replace(/(?:Controller|Page)$/, '');
  return room.charAt(0).toLowerCase() + room.slice(1);
};
