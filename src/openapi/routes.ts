import type { INestApplication, Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { LIMITED_TO } from '../access/limited-to.decorator.js';
import { OPEN_TO_ALL } from '../access/open-to-all.decorator.js';
import { DOCUMENTED, type Documentation } from '../contract/documented.js';

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
}

type Handler = { controller: Type; method: string };
const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Every route of the app, found in the code: what a controller has, the reference has. */
export function routesOf(app: INestApplication): Route[] {
  const handlers = handlersOf(app);
  return Object.entries(skeletonOf(app).paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const handler = handlers.get(item[method]?.operationId ?? '');
      return handler ? [routeOf(handler, method, path)] : [];
    }),
  );
}

function routeOf({ controller, method: key }: Handler, method: string, path: string): Route {
  const reflector = new Reflector();
  const handler = (controller.prototype as Record<string, () => unknown>)[key]!;
  return {
    method,
    path: documentedPath(path),
    name: `${roomOf(controller)}.${key}`,
    about: reflector.get<Documentation | undefined>(DOCUMENTED, handler),
    open: Boolean(reflector.getAllAndOverride(OPEN_TO_ALL, [handler, controller])),
    limited: Boolean(reflector.get(LIMITED_TO, handler)),
  };
}

const skeletonOf = (app: INestApplication): OpenAPIObject =>
  SwaggerModule.createDocument(app, new DocumentBuilder().build(), { operationIdFactory: idOf });

const idOf = (controller: string, method: string) => `${controller}.${method}`;

function handlersOf(app: INestApplication): Map<string, Handler> {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .map(({ metatype }) => metatype as Type);
  return new Map(
    controllers.flatMap((controller) =>
      scanner
        .getAllMethodNames(controller.prototype as object)
        .map((method): [string, Handler] => [idOf(controller.name, method), { controller, method }]),
    ),
  );
}

/** As contract.md writes them: parameters in snake_case, and a slash at the end unless a parameter or a file stands there. */
function documentedPath(path: string): string {
  const renamed = path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const last = renamed.split('/').at(-1) ?? '';
  return last === '' || /[{.]/.test(last) || /^\/(?:health\/|metrics$)/.test(renamed) ? renamed : `${renamed}/`;
}

const roomOf = ({ name }: Type) => {
  const room = name.replace(/(?:Controller|Page)$/, '');
  return room.charAt(0).toLowerCase() + room.slice(1);
};
