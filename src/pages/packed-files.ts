import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RequestHandler } from 'express';

const TYPES = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };
const LARGE = /^\/(?:assets\/\w+-\w+\.(js|css)|icons\/sprite\.(svg))$/;
const LEVEL = 9;

/** The few large files of every page, packed once. Whatever is not there, or not to be packed, is left to the next. */
export function packedFiles(folder: string, cacheControl: string): RequestHandler {
  const packed = new Map<string, Promise<Buffer>>();
  const pack = (path: string) => {
    const packing = readFile(join(folder, path)).then((content) => promisify(gzip)(content, { level: LEVEL }));
    packing.catch(() => packed.delete(path));
    packed.set(path, packing);
    return packing;
  };
  return async (request, response, next) => {
    const [, script, picture] = LARGE.exec(request.path) ?? [];
    const kind = (script ?? picture) as keyof typeof TYPES | undefined;
    if (!kind || request.method !== 'GET' || !request.acceptsEncodings('gzip')) return next();
    const content = await (packed.get(request.path) ?? pack(request.path)).catch(() => undefined);
    if (!content) return next();
    response.set({ 'Content-Type': TYPES[kind], 'Content-Encoding': 'gzip', 'Cache-Control': cacheControl });
    response.set('Vary', 'Accept-Encoding').end(content);
  };
}
