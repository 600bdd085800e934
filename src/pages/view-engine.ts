import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import Handlebars from 'handlebars';
import { helpers } from './helpers/helpers.js';

interface Compiled {
  views: Map<string, Handlebars.TemplateDelegate>;
  newest: number;
}

type Rendered = (error: unknown, html?: string) => void;

/**
 * Express' engine for `views/`: every file is a partial under its path, and a view names its layout as the
 * block partial around it. All files are read at boot and each is compiled when a page first needs it. With `reread` a
 * changed file takes effect at the next page.
 */
export function viewEngine(directory: string, { reread }: { reread: boolean }) {
  let compiled = compile(directory);
  return (path: string, locals: object, done: Rendered): void => {
    try {
      if (reread && newestIn(directory) > compiled.newest) compiled = compile(directory);
      const view = compiled.views.get(nameOf(directory, path));
      if (!view) throw new Error(`There is no view ${path}.`);
      done(null, view(locals, { data: { now: new Date() } }));
    } catch (error) {
      done(error);
    }
  };
}

function compile(directory: string): Compiled {
  const handlebars = Handlebars.create();
  const known = Object.fromEntries(Object.keys(helpers).map((name) => [name, true]));
  handlebars.registerHelper(helpers);
  const views: Compiled['views'] = new Map();
  for (const path of filesIn(directory)) {
    const name = nameOf(directory, path);
    const source = withoutLineEnds(readFileSync(path, 'utf8'));
    const view = handlebars.compile(source, { knownHelpers: known, knownHelpersOnly: true });
    handlebars.registerPartial(name, view);
    views.set(name, view);
  }
  return { views, newest: newestIn(directory) };
}

/** A view's last line end would become a space inside a bubble, whose text keeps its spaces. */
const withoutLineEnds = (source: string) => source.replace(/\n$/, '');

const nameOf = (directory: string, path: string) => relative(directory, path).replaceAll('\\', '/').slice(0, -4);

const filesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.hbs'))
    .map((path) => join(directory, path));

const newestIn = (directory: string) => Math.max(...filesIn(directory).map((path) => statSync(path).mtimeMs));
